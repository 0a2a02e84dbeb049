use std::fmt;

use url::{Host, Url};

use crate::error::{ConfigError, Error};

/// The one address that a client talks to. Every request goes to this host, or is refused.
#[derive(Clone)]
pub(super) struct BaseUrl {
    url: Url,
    /// Where methods are called, by sessions and by JSON-2: joined once and not for each call.
    call_kw: Url,
    json2: Url,
}

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

    pub(super) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it leads to this machine, so that nobody on the way can listen.
    pub(super) fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Where a session calls a method of a model: below the base, on the same host, whatever the names are.
    pub(super) fn call_kw(&self, model: &str, method: &str) -> Result<Url, ConfigError> {
        below(&self.call_kw, model, method)
    }

    /// Where JSON-2 does.
    pub(super) fn json2(&self, model: &str, method: &str) -> Result<Url, ConfigError> {
        below(&self.json2, model, method)
    }

    /// A path below the base, on the same host.
    pub(super) fn join(&self, path: &str) -> Result<Url, Error> {
        // What is behind a `?` may be a token, and is not shown.
        let place = path.split(['?', '#']).next().unwrap_or_default();
        let goes_back = place.split(['/', '\\']).any(is_dots);
        match self.url.join(path) {
            Ok(url)
                if url.origin() == self.url.origin()
                    && url.path().starts_with(self.url.path())
                    && !path.starts_with('/')
                    && !goes_back =>
            {
                Ok(url)
            }
            _ => Err(ConfigError::new(format!(
                "the path `/{}` does not lead to a place on {self}: write it as `/my/route`",
                place.escape_debug()
            ))
            .into()),
        }
    }
}

fn below(url: &Url, model: &str, method: &str) -> Result<Url, ConfigError> {
    let leads_elsewhere = |name: &&str| name.is_empty() || is_dots(name);
    if let Some(name) = [model, method].into_iter().find(leads_elsewhere) {
        let sentence = format!("`{name}` is no name of a model or a method");
        return Err(ConfigError::new(sentence));
    }
    let mut url = url.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(model).push(method);
    }
    Ok(url)
}

/// Whether a segment of a path leads back, written in one way or another.
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(plain.as_str(), "." | "..")
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
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
        for (model, method) in [("..", "read"), ("res.partner", "."), ("", "read")] {
            let url = base.call_kw(model, method);
            assert!(url.is_err(), "{model}/{method}: {url:?}");
            let url = base.json2(model, method);
            assert!(url.is_err(), "{model}/{method}: {url:?}");
        }
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
