use std::fmt;

use url::{Host, Url};

use crate::error::{ConfigError, Error};

/// The one address that a client talks to. Every request goes to this host, or is refused.
#[derive(Clone)]
pub(super) struct BaseUrl(Url);

impl BaseUrl {
    pub(super) fn parse(text: &str) -> Result<Self, ConfigError> {
        let refuse = |why: &str| Err(ConfigError::new(why));
        // The text is never shown: it may hold a password.
        let mut url = match Url::parse(text.trim()) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => url,
            Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
                return refuse("the URL of the server must begin with `https://` or `http://`");
            }
            Err(error) => {
                return Err(ConfigError::new(format!(
                    "the URL of the server cannot be read ({error}): write it as `https://erp.example.com`"
                )));
            }
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse(
                "the URL of the server holds a user name or password: give them to `Login::password` instead",
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("the URL of the server must end before any `?` or `#`");
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(BaseUrl(url))
    }

    pub(super) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it leads to this machine, so that nobody on the way can listen.
    pub(super) fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Where a method of a model is called: below the base, on the same host, whatever the names are.
    pub(super) fn method(&self, path: &str, model: &str, method: &str) -> Result<Url, Error> {
        let mut url = self.join(path)?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(model).push(method);
        }
        Ok(url)
    }

    /// A path below the base, on the same host.
    pub(super) fn join(&self, path: &str) -> Result<Url, Error> {
        match self.0.join(path) {
            Ok(url)
                if url.origin() == self.0.origin()
                    && url.path().starts_with(self.0.path())
                    && !path.starts_with('/') =>
            {
                Ok(url)
            }
            _ => Err(ConfigError::new(format!(
                "the path `{path}` does not lead to a place on {self}: write it as `/my/route`"
            ))
            .into()),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_with_secrets_is_refused_and_not_shown() {
        for text in [
            "https://admin:canary@erp.example.com",
            "https//admin:canary@erp",
        ] {
            let error = BaseUrl::parse(text).err().unwrap().to_string();
            assert!(!error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn this_machine_has_several_names() {
        let is_loopback = |url: &str| BaseUrl::parse(url).unwrap().is_loopback();
        for here in [
            "http://localhost:8069",
            "http://127.0.0.1",
            "http://[::1]",
            "http://erp.localhost",
        ] {
            assert!(is_loopback(here), "{here}");
        }
        for elsewhere in [
            "http://10.0.0.1",
            "http://localhost.example.com",
            "http://odoo:8069",
        ] {
            assert!(!is_loopback(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn only_http_is_spoken() {
        assert!(BaseUrl::parse("ftp://erp.example.com").is_err());
        assert!(BaseUrl::parse("https://erp.example.com/?db=x").is_err());
    }

    #[test]
    fn calls_go_below_the_base_and_nowhere_else() {
        let base = BaseUrl::parse("https://erp.example.com/odoo").unwrap();
        let method = |model: &str, method: &str| base.method("web/dataset/call_kw/", model, method);
        let url = method("res.partner", "read").unwrap();
        assert_eq!(
            url.as_str(),
            "https://erp.example.com/odoo/web/dataset/call_kw/res.partner/read"
        );
        let url = method("../../x", "?a#b").unwrap();
        assert_eq!(url.host_str(), Some("erp.example.com"));
        assert_eq!(url.query(), None);
        assert_eq!(
            base.join("a/b").unwrap().as_str(),
            "https://erp.example.com/odoo/a/b"
        );
        for elsewhere in [
            "/evil",
            "../evil",
            "\\evil",
            "//evil.example",
            "https://evil.example/x",
            "///evil.example",
        ] {
            let url = base.join(elsewhere);
            assert!(url.is_err(), "{elsewhere}: {url:?}");
        }
    }
}
