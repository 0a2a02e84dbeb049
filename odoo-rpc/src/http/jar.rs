//! Cookies other than the session's, such as a load balancer's.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use reqwest::header::{HeaderMap, SET_COOKIE};
use url::Url;

use super::set_cookie::SetCookie;

/// The cookies of one client (RFC 6265). They are all bound to its one host.
#[derive(Default)]
pub(super) struct Jar(Mutex<VecDeque<Kept>>);

struct Kept {
    name: String,
    value: String,
    path: String,
    is_secure: bool,
    until: Option<SystemTime>,
}

/// The maximum number of cookies and their size, as in browsers. The newest are kept.
const MOST: usize = 50;
const MOST_BYTES: usize = 4096;
/// The maximum total size in a request. Servers refuse headers of about twice this size.
const MOST_SENT: usize = 4096;

impl Jar {
    /// Stores the cookies that the response to a request at `url` sets.
    pub(super) fn remember(&self, url: &Url, headers: &HeaderMap) {
        for header in headers.get_all(SET_COOKIE) {
            let known = header
                .to_str()
                .ok()
                .and_then(|text| SetCookie::parse(text, url));
            if let Some(set) = known.filter(|set| set.name != SESSION_ID) {
                self.put(url, &set, SystemTime::now());
            }
        }
    }

    fn put(&self, url: &Url, set: &SetCookie<'_>, now: SystemTime) {
        let path = match set.path {
            Some(path) if path.starts_with('/') => path,
            // The directory of the request.
            _ => match url.path().rsplit_once('/') {
                Some((folder, _)) if !folder.is_empty() => folder,
                _ => "/",
            },
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|known| known.name != set.name || known.path != path);
        let is_large = set.name.len() + set.value.len() + path.len() > MOST_BYTES;
        let is_over = set.until.is_some_and(|until| until <= now);
        if is_large || is_over || (set.is_secure && url.scheme() != "https") {
            return;
        }
        if kept.len() == MOST {
            kept.pop_front();
        }
        kept.push_back(Kept {
            name: set.name.to_owned(),
            value: set.value.to_owned(),
            path: path.to_owned(),
            is_secure: set.is_secure,
            until: set.until,
        });
    }

    /// Returns the cookies for a request to `url`, if there are any.
    pub(super) fn at(&self, url: &Url) -> Option<String> {
        self.at_time(url, SystemTime::now)
    }

    fn at_time(&self, url: &Url, now: impl FnOnce() -> SystemTime) -> Option<String> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_empty() {
            return None;
        }
        let now = now();
        kept.retain(|known| known.until.is_none_or(|until| until > now));
        let mut fitting: Vec<&Kept> = kept
            .iter()
            .filter(|known| is_below(url.path(), &known.path))
            .filter(|known| !known.is_secure || url.scheme() == "https")
            .collect();
        fitting.sort_by_key(|known| std::cmp::Reverse(known.path.len()));
        let mut sent = String::new();
        for Kept { name, value, .. } in fitting {
            if sent.len() + name.len() + value.len() + 3 > MOST_SENT {
                break;
            }
            let between = if sent.is_empty() { "" } else { "; " };
            sent.extend([between, name, "=", value]);
        }
        (!sent.is_empty()).then_some(sent)
    }
}

/// The session's cookie, which the login keeps.
const SESSION_ID: &str = "session_id";

/// Returns whether a path is at or below the path of a cookie.
fn is_below(path: &str, cookie: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn kept(base: &str, cookies: &[&str]) -> Jar {
        let (jar, mut headers) = (Jar::default(), HeaderMap::new());
        for cookie in cookies {
            headers.append(SET_COOKIE, cookie.parse().unwrap());
        }
        jar.remember(&url(base), &headers);
        jar
    }

    #[test]
    fn cookies_go_back_where_they_belong() {
        let jar = kept(
            "https://erp.example.com/web/session/authenticate",
            &[
                "SERVERID=a; Path=/",
                "deep=1; Path=/web/dataset",
                "own=2",
                "safe=3; Secure; Path=/",
                "session_id=no; Path=/",
                "other=no; Domain=evil.example; Path=/",
                "sub=no; Domain=a.erp.example.com",
                "parent=4; Domain=.example.com; Path=/",
                "over=no; Max-Age=0; Path=/",
            ],
        );
        let at = |text: &str| jar.at(&url(text));
        assert_eq!(
            at("https://erp.example.com/web/dataset/call_kw").as_deref(),
            Some("deep=1; SERVERID=a; safe=3; parent=4")
        );
        assert_eq!(
            at("https://erp.example.com/web/session/destroy").as_deref(),
            Some("own=2; SERVERID=a; safe=3; parent=4")
        );
        assert_eq!(
            at("https://erp.example.com/web/datasets").as_deref(),
            Some("SERVERID=a; safe=3; parent=4")
        );
    }

    #[test]
    fn the_newest_value_counts_and_an_end_is_one() {
        let here = "http://127.0.0.1:8069/web";
        let jar = kept(
            here,
            &["a=1", "a=2", "b=1; Path=/", "b=; Max-Age=-1; Path=/"],
        );
        assert_eq!(jar.at(&url(here)).as_deref(), Some("a=2"));
        // A `Secure` cookie is not accepted without TLS.
        assert_eq!(kept(here, &["a=1; Secure"]).at(&url(here)), None);
        let jar = kept(here, &["a=1; Max-Age=60"]);
        let later = SystemTime::now() + Duration::from_secs(61);
        assert_eq!(jar.at_time(&url(here), || later), None);
    }

    #[test]
    fn the_size_of_all_cookies_is_limited() {
        let here = "https://erp.example.com/";
        let many: Vec<String> = (0..200)
            .map(|n| format!("c{n}={}", "x".repeat(100)))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let jar = kept(here, &many);
        assert_eq!(jar.0.lock().unwrap().len(), MOST);
        assert!(jar.at(&url(here)).unwrap().len() <= MOST_SENT);
        let large = format!("large={}", "x".repeat(MOST_BYTES));
        assert_eq!(kept(here, &[&large]).at(&url(here)), None);
    }
}
