//! Writing of responses, in the format of Python's `xmlrpc.client`.

use serde_json::{Number, Value};

use crate::{exception::Exception, rpc::Output, version::Version};

/// A value that the server does not write, with Python's exception for it.
type Unwritten = String;

/// Writes values of one version.
struct Writer {
    xml: String,
    version: Version,
}

/// The response with a result.
pub(super) fn response(output: &Output, version: Version) -> Result<String, Unwritten> {
    let mut writer = Writer {
        xml: "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n".to_owned(),
        version,
    };
    match output {
        Output::Value(value) => writer.value(value)?,
        Output::Rows(rows) => writer.array(rows, |writer, row| {
            writer.object(row.iter().map(|(name, value)| (&**name, value)))
        })?,
    }
    writer
        .xml
        .push_str("</param>\n</params>\n</methodResponse>\n");
    Ok(writer.xml)
}

impl Writer {
    fn value(&mut self, value: &Value) -> Result<(), Unwritten> {
        match value {
            Value::Null => {
                return Err(
                    "TypeError: cannot marshal None unless allow_none is enabled".to_owned(),
                );
            }
            Value::Bool(value) => self.scalar("boolean", &u8::from(*value).to_string()),
            Value::Number(number) => self.number(number)?,
            Value::String(text) => {
                let removes = self.version.removes_control_characters();
                let is_removed = |letter: &char| {
                    removes && *letter < ' ' && !matches!(letter, '\t' | '\n' | '\r')
                };
                let text: String = text.chars().filter(|letter| !is_removed(letter)).collect();
                self.scalar("string", &escaped(&text));
            }
            Value::Array(items) => self.array(items, Self::value)?,
            Value::Object(members) => {
                self.object(members.iter().map(|(name, value)| (name.as_str(), value)))?;
            }
        }
        Ok(())
    }

    fn scalar(&mut self, kind: &str, text: &str) {
        self.xml
            .extend(["<value><", kind, ">", text, "</", kind, "></value>\n"]);
    }

    fn number(&mut self, number: &Number) -> Result<(), Unwritten> {
        match number.as_i64() {
            Some(whole) if i32::try_from(whole).is_ok() => self.scalar("int", &whole.to_string()),
            Some(_) => return Err("OverflowError: int exceeds XML-RPC limits".to_owned()),
            None => self.scalar("double", &number.to_string()),
        }
        Ok(())
    }

    fn array<T>(
        &mut self,
        items: &[T],
        mut write: impl FnMut(&mut Self, &T) -> Result<(), Unwritten>,
    ) -> Result<(), Unwritten> {
        self.xml.push_str("<value><array><data>\n");
        for item in items {
            write(self, item).map_err(nested)?;
        }
        self.xml.push_str("</data></array></value>\n");
        Ok(())
    }

    fn object<'a>(
        &mut self,
        members: impl Iterator<Item = (&'a str, &'a Value)>,
    ) -> Result<(), Unwritten> {
        self.xml.push_str("<value><struct>\n");
        for (name, value) in members {
            self.xml
                .extend(["<member>\n<name>", &escaped(name), "</name>\n"]);
            self.value(value).map_err(nested)?;
            self.xml.push_str("</member>\n");
        }
        self.xml.push_str("</struct></value>\n");
        Ok(())
    }
}

/// Adds the frame that tells a value within the result from the result itself.
fn nested(why: Unwritten) -> Unwritten {
    if why.starts_with("  File") {
        why
    } else {
        format!("  File \"xmlrpc/client.py\", line 1, in dump_array\n{why}")
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The fault of an exception, by its class (14: `odoo/service/wsgi_server.py`, 19: `addons/rpc/controllers/xmlrpc.py`).
pub(super) fn fault(exception: &Exception) -> String {
    let class = exception.name.as_str();
    match class {
        "odoo.exceptions.AccessError" => coded(4, &exception.message),
        "odoo.exceptions.AccessDenied" => coded(3, &exception.message),
        _ if WARNINGS.contains(&class) => coded(2, &exception.message),
        _ => {
            let message = match class {
                "builtins.KeyError" if !exception.message.starts_with('\'') => {
                    format!("'{}'", exception.message)
                }
                _ => exception.message.clone(),
            };
            let class = class.strip_prefix("builtins.").unwrap_or(class);
            coded(
                1,
                &traceback("dispatch_rpc", &format!("{class}: {message}")),
            )
        }
    }
}

/// The subclasses of `UserError`, and `RedirectWarning`.
const WARNINGS: &[&str] = &[
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.LockError",
    "odoo.exceptions.RedirectWarning",
    "odoo.exceptions.Warning",
    "odoo.exceptions.except_orm",
];

/// The fault of a result that could not be written.
pub(super) fn unwritten(why: &str) -> String {
    coded(1, &traceback("dumps", why))
}

fn traceback(frame: &str, end: &str) -> String {
    let mut text = "Traceback (most recent call last):\n".to_owned();
    for name in ["xmlrpc_2", "_xmlrpc", frame] {
        text.extend([
            "  File \"(in memory)\", line 1, in ",
            name,
            "\n    (in memory)\n",
        ]);
    }
    text + end + "\n"
}

fn coded(code: u8, message: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n\
         <value><int>{code}</int></value>\n</member>\n<member>\n<name>faultString</name>\n\
         <value><string>{}</string></value>\n</member>\n</struct></value>\n</fault>\n</methodResponse>\n",
        escaped(message)
    )
}
