//! XML-RPC bodies for `execute_kw` at `/xmlrpc/2/object`, with the secret in each.

use serde::Serialize;

use super::{Argument, Call, Target};
use crate::{
    context::Context,
    error::ConfigError,
    xml::{Unwritable, XmlWriter},
};

impl Call {
    /// Renders the XML-RPC body for user `uid` of `database`.
    ///
    /// # Errors
    ///
    /// Returns an error for a controller, for an integer beyond 32 bits, and for a text with a character that XML does not have.
    pub fn to_xml_rpc(
        &self,
        database: &str,
        uid: i64,
        secret: &str,
    ) -> Result<Vec<u8>, ConfigError> {
        self.xml_rpc_body(database, uid, secret, &self.context)
    }

    /// Returns the same body with another context.
    pub(crate) fn xml_rpc_body(
        &self,
        database: &str,
        uid: i64,
        secret: &str,
        context: &Context,
    ) -> Result<Vec<u8>, ConfigError> {
        let Target::Method { model, method, ids } = &self.target else {
            return Err(self.not_expressible("XML-RPC cannot call controllers"));
        };
        let mut xml = XmlWriter::new("execute_kw");
        let is = |what: &'static str| move |why| self.unwritable(what, &why);
        xml.text_parameter(database)
            .map_err(is("the name of the database"))?;
        xml.parameter(&json(&uid))
            .map_err(is("the id of the user"))?;
        xml.text_parameter(secret).map_err(is("the secret"))?;
        xml.text_parameter(model)
            .map_err(is("the name of the model"))?;
        xml.text_parameter(method)
            .map_err(is("the name of the method"))?;
        let of = |name: &str, why| self.unwritable(&format!("its argument `{name}`"), &why);
        xml.array(|xml| {
            if let Some(ids) = ids {
                xml.item(&json(ids)).map_err(is("the list of ids"))?;
            }
            self.by_position().try_for_each(|argument| {
                let written = xml.item(&encoded(argument));
                written.map_err(|why| of(&argument.name, why))
            })
        })?;
        xml.members(|xml| {
            for argument in self.by_name() {
                let written = xml.member(&argument.name, &encoded(argument));
                written.map_err(|why| of(&argument.name, why))?;
            }
            let context = context.map().map_or_else(|| b"{}".to_vec(), json);
            xml.member("context", &context).map_err(is("its context"))
        })?;
        Ok(xml.finish())
    }

    /// Renders a call of `/xmlrpc/2/common`.
    ///
    /// Its parameters are the call's arguments in their order.
    #[cfg(feature = "http")]
    pub(crate) fn xml_rpc_common_body(&self, method: &str) -> Result<Vec<u8>, ConfigError> {
        let mut xml = XmlWriter::new(method);
        for argument in self.arguments.iter() {
            let written = xml.parameter(&encoded(argument));
            let of = format!("its argument `{}`", argument.name);
            written.map_err(|why| self.unwritable(&of, &why))?;
        }
        Ok(xml.finish())
    }

    #[cold]
    fn unwritable(&self, what: &str, why: &Unwritable) -> ConfigError {
        let why = match why {
            Unwritable::Integer(number) => format!(
                "{what} has the integer {number}, and XML-RPC has integers of 32 bits only; use another protocol"
            ),
            Unwritable::Character(character) => format!(
                "{what} has the character U+{:04X}, which XML cannot carry; remove it, or use another protocol",
                u32::from(*character)
            ),
            Unwritable::Depth => format!("{what} is nested too deeply; use fewer levels"),
        };
        self.not_expressible(&why)
    }
}

/// Returns the value of an argument as JSON, which keeps the order of members.
fn encoded(argument: &Argument) -> Vec<u8> {
    let mut json = Vec::new();
    argument.write_json(&mut json);
    json
}

/// Returns a value as JSON. Writing to memory cannot fail.
fn json(value: &(impl Serialize + ?Sized)) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(call: &Call) -> Result<String, String> {
        let body = call.to_xml_rpc("db", 2, "key");
        body.map(|body| String::from_utf8(body).unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn each_value_has_its_type() {
        let values =
            json!({"a": "<&>\r\n", "b": 1.5, "c": -7, "d": true, "e": null, "f": [], "g": 1e300});
        let call = Call::write("res.partner", "write")
            .on([3])
            .arg("vals", values)
            .kwarg("limit", 5)
            .with_context(&Context::new().lang("fr_FR"));
        let expected = "<?xml version='1.0'?>\n<methodCall><methodName>execute_kw</methodName><params>\
            <param><value><string>db</string></value></param><param><value><int>2</int></value></param>\
            <param><value><string>key</string></value></param><param><value><string>res.partner</string></value></param>\
            <param><value><string>write</string></value></param><param><value><array><data>\
            <value><array><data><value><int>3</int></value></data></array></value><value><struct>\
            <member><name>a</name><value><string>&lt;&amp;&gt;&#13;\n</string></value></member>\
            <member><name>b</name><value><double>1.5</double></value></member>\
            <member><name>c</name><value><int>-7</int></value></member>\
            <member><name>d</name><value><boolean>1</boolean></value></member>\
            <member><name>e</name><value><nil/></value></member>\
            <member><name>f</name><value><array><data></data></array></value></member>\
            <member><name>g</name><value><double>1e+300</double></value></member>\
            </struct></value></data></array></value></param><param><value><struct>\
            <member><name>limit</name><value><int>5</int></value></member>\
            <member><name>context</name><value><struct>\
            <member><name>lang</name><value><string>fr_FR</string></value></member>\
            </struct></value></member></struct></value></param></params></methodCall>\n";
        assert_eq!(body(&call).unwrap(), expected);
    }

    #[test]
    fn members_keep_their_order_where_it_matters() {
        let call = Call::read("m", "f").arg_json(
            "specification",
            br#"{"name":{},"id":{}}"#.to_vec(),
            true,
        );
        let body = body(&call).unwrap();
        assert!(body.find("<name>name<") < body.find("<name>id<"), "{body}");
    }

    #[test]
    fn what_xml_rpc_cannot_carry_is_refused_with_its_place() {
        let integers = [
            (i64::from(i32::MAX), true),
            (i64::from(i32::MIN), true),
            (i64::from(i32::MAX) + 1, false),
            (i64::from(i32::MIN) - 1, false),
            (i64::MIN, false),
        ];
        for (integer, is_fine) in integers {
            let call = Call::write("res.partner", "write").arg("vals", json!({"x": [integer]}));
            assert_eq!(body(&call).is_ok(), is_fine, "{integer}");
        }
        let call = Call::write("res.partner", "write").arg("vals", json!({"x": [1_i64 << 31]}));
        assert_eq!(
            body(&call).unwrap_err(),
            "`res.partner.write` was not sent: its argument `vals` has the integer 2147483648, and XML-RPC has integers of 32 bits only; use another protocol"
        );
        let call = Call::read("m", "f").on([1 << 40]);
        assert!(
            body(&call)
                .unwrap_err()
                .contains("the list of ids has the integer 1099511627776")
        );
        for character in ['\0', '\u{b}', '\u{1f}', '\u{ffff}'] {
            let call = Call::read("m", "f").kwarg("name", format!("canary{character}"));
            let error = body(&call).unwrap_err();
            let expected = format!(
                "its argument `name` has the character U+{:04X}",
                u32::from(character)
            );
            assert!(
                error.contains(&expected) && !error.contains("canary"),
                "{error}"
            );
        }
        for character in ['\t', '\n', '\r', '\u{7f}', '\u{fffd}', '😀'] {
            body(&Call::read("m", "f").kwarg("name", character.to_string())).unwrap();
        }
        let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
        let error = body(&Call::read("m", "f").arg("x", deep)).unwrap_err();
        assert!(
            error.contains("its argument `x` is nested too deeply"),
            "{error}"
        );
        let error = Call::route("/web/x")
            .to_xml_rpc("db", 2, "canary")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("XML-RPC cannot call controllers") && !error.contains("canary"),
            "{error}"
        );
        let error = Call::read("m", "f")
            .to_xml_rpc("db", 2, "canary\0")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("the secret has the character U+0000") && !error.contains("canary"),
            "{error}"
        );
    }
}
