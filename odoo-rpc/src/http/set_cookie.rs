use std::time::{Duration, SystemTime};

use url::Url;

/// A `Set-Cookie` header, as browsers read it (RFC 6265).
pub(super) struct SetCookie<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) path: Option<&'a str>,
    pub(super) is_secure: bool,
    pub(super) until: Option<SystemTime>,
}

impl<'a> SetCookie<'a> {
    /// Parses a cookie, unless it is invalid or foreign to the host of `url`.
    pub(super) fn parse(text: &'a str, url: &Url) -> Option<Self> {
        let mut parts = text.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() {
            return None;
        }
        let mut set = SetCookie {
            name,
            value,
            path: None,
            is_secure: false,
            until: None,
        };
        let (mut domain, mut expires, mut max_age) = (None, None, None);
        for attribute in parts {
            let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            match name.as_str() {
                "domain" if !value.is_empty() => domain = Some(value),
                "path" => set.path = Some(value),
                "secure" => set.is_secure = true,
                "expires" => expires = date(value).or(expires),
                "max-age" => max_age = value.parse::<i64>().ok().or(max_age),
                _ => {}
            }
        }
        let is_own = domain.is_none_or(|domain| is_within(url, domain));
        let is_as_named = if name.starts_with("__Host-") {
            set.is_secure && domain.is_none() && set.path == Some("/")
        } else {
            set.is_secure || !name.starts_with("__Secure-")
        };
        // A date beyond the clock's range never expires.
        set.until = match max_age {
            Some(seconds) if seconds <= 0 => Some(SystemTime::UNIX_EPOCH),
            Some(seconds) => {
                SystemTime::now().checked_add(Duration::from_secs(seconds.unsigned_abs()))
            }
            None => expires,
        };
        (is_own && is_as_named).then_some(set)
    }

    pub(super) fn is_over(&self) -> bool {
        self.until.is_some_and(|until| until <= SystemTime::now())
    }
}

/// Returns whether a host matches the domain of a cookie. An address matches only itself.
fn is_within(url: &Url, domain: &str) -> bool {
    let domain = domain
        .strip_prefix('.')
        .unwrap_or(domain)
        .to_ascii_lowercase();
    let host = url.host_str().unwrap_or_default();
    let above = host.strip_suffix(&domain);
    match above {
        Some("") => !domain.is_empty(),
        Some(above) => url.domain().is_some() && !domain.is_empty() && above.ends_with('.'),
        None => false,
    }
}

/// Parses the date of a cookie in any format that browsers accept.
///
/// Examples are `Wed, 21 Oct 2026 07:28:00 GMT` and `21-Oct-26 07:28:00`.
fn date(text: &str) -> Option<SystemTime> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    let is_between = |char: char| !char.is_ascii_alphanumeric() && char != ':';
    for token in text.split(is_between).filter(|token| !token.is_empty()) {
        let number = token.parse::<u64>().ok();
        let named = token.get(..3).map(str::to_ascii_lowercase);
        let named = named.and_then(|name| MONTHS.iter().position(|month| *month == name));
        if token.contains(':') {
            let mut parts = token.split(':').map(|part| part.parse::<u64>().ok());
            let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
            time = Some((hour, minute, second));
        } else if let Some(named) = named {
            month = month.or(u64::try_from(named).ok());
        } else if let Some(number) = number {
            if day.is_none() && token.len() <= 2 {
                day = Some(number);
            } else {
                year = year.or(Some(match number {
                    0..=69 => number + 2000,
                    70..=99 => number + 1900,
                    other => other,
                }));
            }
        }
    }
    let ((hour, minute, second), day, month, year) = (time?, day?, month? + 1, year?);
    if !(1..=31).contains(&day) || !(1601..=9999).contains(&year) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if year < 1970 {
        return Some(SystemTime::UNIX_EPOCH);
    }
    // Years start in March, so that the leap day is the last.
    let (years, months) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days_to_1970 = 719_468;
    let days = years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day
        - 1
        - days_to_1970;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_in_several_forms() {
        for (text, seconds) in [
            ("Wed, 21 Oct 2026 07:28:00 GMT", Some(1_792_567_680)),
            ("Wed, 21-Oct-26 07:28:00 GMT", Some(1_792_567_680)),
            ("Wed Oct 21 07:28:00 2026", Some(1_792_567_680)),
            ("Thu, 29 Feb 2024 00:00:00 GMT", Some(1_709_164_800)),
            ("Thu, 01-Jan-1970 00:00:10 GMT", Some(10)),
            ("Sat, 01 Jan 1601 00:00:00 GMT", Some(0)),
            ("yesterday", None),
            ("99 Oct 2026 07:28:00", None),
            ("21 Oct 2026", None),
        ] {
            let expected =
                seconds.map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
            assert_eq!(date(text), expected, "{text}");
        }
    }

    #[test]
    fn a_cookie_of_another_host_is_refused() {
        let here = Url::parse("https://erp.example.com/web").unwrap();
        let takes = |text: &str| SetCookie::parse(text, &here).is_some();
        for own in [
            "a=1",
            "a=1; Domain=erp.example.com",
            "a=1; domain=.EXAMPLE.com",
            "a=; Domain=",
        ] {
            assert!(takes(own), "{own}");
        }
        for other in [
            "a=1; Domain=evil.example",
            "a=1; Domain=ple.com",
            "a=1; Domain=x.erp.example.com",
            "a=1; Domain=.",
            "a",
            "=1",
            "__Host-a=1; Secure",
            "__Secure-a=1",
        ] {
            assert!(!takes(other), "{other}");
        }
        let address = Url::parse("http://127.0.0.1/").unwrap();
        assert!(SetCookie::parse("a=1; Domain=0.0.1", &address).is_none());
        assert!(SetCookie::parse("a=1; Domain=127.0.0.1", &address).is_some());
    }
}
