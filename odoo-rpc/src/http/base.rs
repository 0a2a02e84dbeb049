use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::{Host, Url};

use crate::error::{ConfigError, Error};

/// The URL of the server. Every request goes to its host, or is refused.
#[derive(Clone)]
pub(super) struct BaseUrl {
    url: Url,
    /// The URLs of `call_kw` and JSON-2, joined once instead of for each call.
    call_kw: Url,
    json2: Url,
}

impl BaseUrl {
    pub(super) fn parse(text: &str) -> Result<Self, ConfigError> {
        let refuse = |why: &str| Err(ConfigError::new(why));
        let text = text.trim();
        if has_control(text) {
            return refuse(
                "the URL of the server contains control characters, such as a tab or a line end: write it as `https://erp.example.com`",
            );
        }
        // The text is not shown: it may contain a password.
        let mut url = match Url::parse(text) {
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
                "the URL of the server holds a user name or password: use `Credentials::password` instead",
            );
        }
        if let Some(begin) = page_of_odoo(url.path()) {
            let (base, page) = url.path().split_at(begin);
            let (base, page) = (base.to_owned(), page.to_owned());
            url.set_path(&base);
            url.set_query(None);
            url.set_fragment(None);
            return Err(ConfigError::new(format!(
                "`{}` is a page or a route of Odoo's, and not the URL of the server: write `{}`",
                page.trim_end_matches('/'),
                url.as_str().trim_end_matches('/')
            )));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("the URL of the server must end before any `?` or `#`");
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        let below = |path: &str| {
            let url = url.join(path);
            url.map_err(|_| ConfigError::new("the URL of the server can have no path below it"))
        };
        Ok(BaseUrl {
            call_kw: below("web/dataset/call_kw/")?,
            json2: below("json/2/")?,
            url,
        })
    }

    /// Returns the name or the address of the host.
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Returns whether the path is the web client's, such as `/odoo/action-123`.
    ///
    /// It is so on 18 and 19. A proxy may publish Odoo there as well.
    pub(super) fn is_of_web_client(&self) -> bool {
        self.url.path().starts_with("/odoo/")
    }

    pub(super) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Returns whether the host is this machine, so that nobody can listen.
    pub(super) fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Returns the URL of a method for `call_kw`: below the base, on the same host.
    pub(super) fn call_kw(&self, model: &str, method: &str) -> Result<Url, ConfigError> {
        below(&self.call_kw, model, method)
    }

    /// Returns the URL of a method for JSON-2.
    pub(super) fn json2(&self, model: &str, method: &str) -> Result<Url, ConfigError> {
        below(&self.json2, model, method)
    }

    /// Returns the URL of a path and query below the base.
    ///
    /// It is encoded, or refused if the URL would differ from the path: the URL standard drops tabs and line ends, replaces `\\` by
    /// `/`, resolves dots, and does not send a fragment.
    pub(super) fn join(&self, path: &str) -> Result<Url, Error> {
        // The query may be a token, so it is not shown.
        let place = path.split(['?', '#']).next().unwrap_or_default();
        let is_rewritten = |byte: u8| byte.is_ascii_control() || matches!(byte, b'\\' | b'#');
        let begins_elsewhere = place.starts_with('/')
            || place
                .split('/')
                .next()
                .is_some_and(|first| first.contains(':'));
        let goes_back = place.split('/').any(is_dots);
        let below = || {
            Url::parse(&format!(
                "{}{}",
                self.url,
                utf8_percent_encode(path, NO_PATH)
            ))
        };
        if !path.bytes().any(is_rewritten)
            && !begins_elsewhere
            && !goes_back
            && let Ok(url) = below()
        {
            return Ok(url);
        }
        Err(ConfigError::new(format!(
            "invalid path `/{}`: expected a place on {self}, such as `/my/route`, without control characters, `\\`, `#` and `..`",
            place.escape_debug()
        ))
        .into())
    }
}

/// Returns whether a text has control characters.
///
/// The URL standard drops tabs and line ends, so that another host may be meant.
pub(super) fn has_control(text: &str) -> bool {
    text.contains(char::is_control)
}

/// The characters that are encoded in a path and query.
///
/// `%` is not, because a path may be encoded already.
const NO_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Refuses names that a URL would change: empty ones, dots, and control characters.
pub(super) fn check_names(model: &str, method: &str) -> Result<(), ConfigError> {
    let is_invalid =
        |name: &&str| name.is_empty() || is_dots(name) || name.chars().any(char::is_control);
    match [("model", model), ("method", method)]
        .iter()
        .find(|(_, name)| is_invalid(name))
    {
        Some((what, name)) => Err(ConfigError::new(format!(
            "invalid name of a {what} `{}`: expected one such as `res.partner` or `search_read`",
            name.escape_debug()
        ))),
        None => Ok(()),
    }
}

fn below(url: &Url, model: &str, method: &str) -> Result<Url, ConfigError> {
    check_names(model, method)?;
    let mut url = url.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(model).push(method);
    }
    Ok(url)
}

/// Returns the offset of a page or route that was pasted with the server's URL.
fn page_of_odoo(path: &str) -> Option<usize> {
    const ROUTES: [&str; 5] = ["/web", "/jsonrpc", "/xmlrpc", "/json/1", "/json/2"];
    let begins = |route: &&str| {
        path.match_indices(*route)
            .map(|(begin, _)| begin)
            .find(|begin| matches!(path.as_bytes().get(begin + route.len()), None | Some(b'/')))
    };
    ROUTES.iter().filter_map(begins).min()
}

/// Returns whether a segment leads to the parent, encoded or not.
fn is_dots(segment: &str) -> bool {
    // This runs for each call, so other names must be cheap.
    segment.starts_with(['.', '%']) && {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(plain.as_str(), "." | "..")
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

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
    fn a_url_is_never_changed_by_dropping_characters() {
        for text in [
            "https://erp.\texample.com",
            "https://erp.example.com/a\nb",
            "https://erp.example\r.com",
            "ht\ttps://erp.example.com",
            "https://erp.example.com/\u{7f}",
        ] {
            let error = BaseUrl::parse(text).err().unwrap().to_string();
            assert!(error.contains("control characters"), "{text:?}: {error}");
        }
        // As an environment variable or a file ends.
        let base = BaseUrl::parse(" https://erp.example.com\r\n").unwrap();
        assert_eq!(base.to_string(), "https://erp.example.com");
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
    fn only_http_urls_are_accepted() {
        assert!(BaseUrl::parse("ftp://erp.example.com").is_err());
        assert!(BaseUrl::parse("https://erp.example.com/?db=x").is_err());
    }

    #[test]
    fn a_path_is_encoded_or_refused_but_never_changed() {
        let base = BaseUrl::parse("https://erp.example.com/odoo").unwrap();
        let decoded = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
        // Characters that the URL standard drops or changes are as frequent as all others.
        let text = || "([a-z.:%?#/\\\\\\t\\n\\r '\"2eé]|\\PC|\\pC){0,12}";
        proptest!(|(model in text(), method in text(), path in text())| {
            for (url, before) in [
                (base.call_kw(&model, &method), "/odoo/web/dataset/call_kw/"),
                (base.json2(&model, &method), "/odoo/json/2/"),
            ] {
                let Ok(url) = url else { continue };
                let names = url.path().strip_prefix(before).unwrap().split_once('/').unwrap();
                prop_assert_eq!(decoded(names.0), model.as_bytes());
                prop_assert_eq!(decoded(names.1), method.as_bytes());
                prop_assert_eq!((url.query(), url.fragment()), (None, None));
            }
            if let Ok(url) = base.join(&path) {
                let (place, query) = match path.split_once('?') {
                    Some((place, query)) => (place, Some(decoded(query))),
                    None => (&*path, None),
                };
                prop_assert_eq!(decoded(url.path()), decoded(&format!("/odoo/{place}")));
                prop_assert_eq!(url.query().map(decoded), query);
                prop_assert_eq!((url.host_str(), url.fragment()), (Some("erp.example.com"), None));
            }
        });
    }

    #[test]
    fn calls_go_below_the_base_and_nowhere_else() {
        let base = BaseUrl::parse("https://erp.example.com/odoo").unwrap();
        assert_eq!(
            base.call_kw("res.partner", "read").unwrap().as_str(),
            "https://erp.example.com/odoo/web/dataset/call_kw/res.partner/read"
        );
        assert_eq!(
            base.json2("res.partner", "read").unwrap().as_str(),
            "https://erp.example.com/odoo/json/2/res.partner/read"
        );
        let url = base.call_kw("../../x", "?a#b").unwrap();
        assert_eq!(url.host_str(), Some("erp.example.com"));
        assert_eq!(url.query(), None);
        for (model, method) in [
            ("..", "read"),
            ("res.partner", "."),
            ("", "read"),
            ("res.us\ters", "read"),
            ("res.users", "re\r\nad"),
        ] {
            let url = base.call_kw(model, method);
            assert!(url.is_err(), "{model}/{method}: {url:?}");
            let url = base.json2(model, method);
            assert!(url.is_err(), "{model}/{method}: {url:?}");
        }
        assert_eq!(
            base.join("a/b").unwrap().as_str(),
            "https://erp.example.com/odoo/a/b"
        );
        // The end is kept, unlike in the URL standard.
        assert_eq!(
            base.join("a b ").unwrap().as_str(),
            "https://erp.example.com/odoo/a%20b%20"
        );
        for elsewhere in [
            "/evil",
            "../evil",
            "\\evil",
            "//evil.example",
            "https://evil.example/x",
            "///evil.example",
            "https:a/b",
            "a\tb",
            "a\r\nb",
            "a\\b",
            "a#b",
            "a?b#c",
            "a/%2E%2e/b",
        ] {
            let url = base.join(elsewhere);
            assert!(url.is_err(), "{elsewhere}: {url:?}");
        }
    }
}
