//! Pinned certificates, and advice for TLS errors.

use std::sync::Arc;

use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _},
    server::ParsedCertificate,
};

use crate::error::ConfigError;

/// Reads the certificates of PEM texts. Each must contain at least one.
pub(super) fn read(
    pems: &[Vec<u8>],
    what: &str,
) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let mut certificates = Vec::new();
    for pem in pems {
        let several: Vec<_> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|_| unreadable(what))?;
        if several.is_empty() {
            return Err(unreadable(what));
        }
        certificates.extend(several);
    }
    Ok(certificates)
}

#[cold]
pub(super) fn unreadable(what: &str) -> ConfigError {
    ConfigError::new(format!(
        "a {what} certificate cannot be read: it is given in PEM, from `-----BEGIN CERTIFICATE-----` on"
    ))
}

/// Checks certificates to be pinned: a server must be able to present them.
pub(super) fn pinned(pems: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let pinned = read(pems, "pinned")?;
    for certificate in &pinned {
        ParsedCertificate::try_from(certificate).map_err(|_| unreadable("pinned"))?;
    }
    Ok(pinned)
}

/// Returns a TLS setup that trusts only these certificates.
pub(super) fn trusting(pinned: Vec<CertificateDer<'static>>) -> Result<ClientConfig, ConfigError> {
    // The same choice as the HTTP library's.
    let provider = CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()));
    let verifier = Pinned {
        certificates: pinned,
        provider: Arc::clone(&provider),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| {
            ConfigError::new(format!(
                "the program's provider of cryptography has no TLS 1.2 or 1.3: {error}"
            ))
        })?;
    let mut config = config
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    // The HTTP library does not change a setup that it did not create.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Accepts a server by its certificate alone.
///
/// The certificate is compared byte by byte. The handshake proves that the server has its key.
#[derive(Debug)]
struct Pinned {
    certificates: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.certificates.iter().any(|known| known == end_entity) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

/// What to do about a server that requires a client certificate.
pub(super) const CLIENT_CERTIFICATE: &str = "the server requires a client certificate, which `ClientBuilder` cannot send: connect through a proxy on this machine that sends one, such as stunnel";

/// Returns whether the server requires a client certificate.
///
/// With TLS 1.3 it says so after the client's part of the handshake, when a request may have been sent, but not read.
pub(super) fn wants_certificate(error: &rustls::Error) -> bool {
    matches!(
        error,
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired)
    )
}

/// Returns what is wrong with a TLS connection and what to do.
pub(super) fn hint(error: &rustls::Error) -> Option<&'static str> {
    match error {
        rustls::Error::InvalidCertificate(error) => Some(of_certificate(error)),
        rustls::Error::InvalidMessage(_) => Some("if this port speaks plain HTTP, write `http://`"),
        error if wants_certificate(error) => Some(CLIENT_CERTIFICATE),
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            Some("the server has to be set up for TLS 1.2 or 1.3")
        }
        _ => None,
    }
}

fn of_certificate(error: &CertificateError) -> &'static str {
    use CertificateError::{
        ApplicationVerificationFailure, Expired, ExpiredContext, NotValidForName,
        NotValidForNameContext, NotValidYet, NotValidYetContext, Other, Revoked, UnknownIssuer,
    };

    match error {
        Expired | ExpiredContext { .. } => {
            "the server's certificate has expired: renew it there; or is this machine's clock wrong?"
        }
        NotValidYet | NotValidYetContext { .. } => {
            "the server's certificate is not valid yet: is this machine's clock wrong?"
        }
        NotValidForName | NotValidForNameContext { .. } => {
            "the server's certificate is for another name: write one in the URL that it is for, or have it made for this one"
        }
        UnknownIssuer => {
            "who signed the server's certificate is not known here: give the authority's certificate with `ClientBuilder::root_certificate`, or if nobody else \
             signed it, its own with `ClientBuilder::pinned_certificate`; certificates in between are sent by the server"
        }
        Revoked => "the server's certificate was revoked: it needs another one",
        // What `Pinned` says.
        ApplicationVerificationFailure => {
            "the server's certificate is not the pinned one: if it was renewed, pin the new one with `ClientBuilder::pinned_certificate`"
        }
        // The error within is one of `webpki`, which is not ours to name.
        Other(within) if format!("{within:?}").contains("CaUsedAsEndEntity") => {
            "the server's certificate says of itself that it is an authority's, as `openssl req -x509` makes them: trust it with `ClientBuilder::pinned_certificate`"
        }
        _ => "the server's certificate is not one that a client can accept: have another one made",
    }
}
