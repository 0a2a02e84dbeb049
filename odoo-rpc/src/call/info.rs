use super::{Call, Target};
use crate::call_info::{CallInfo, Parts};

impl Call {
    /// Returns a description of the call without its values.
    pub fn info(&self) -> CallInfo {
        self.numbered(0)
    }

    /// Returns the info of the call, as number `number` of its client.
    pub(crate) fn numbered(&self, number: u64) -> CallInfo {
        CallInfo::new(Parts {
            number,
            name: self.name(),
            model: self.model(),
            effect: self.effect,
            records: match &self.target {
                Target::Page { records, .. } => *records,
                _ => self.ids().map(<[i64]>::len),
            },
            label: self.label.clone(),
        })
    }

    /// Returns the display name: `res.partner.write`, or the path of a controller.
    pub fn name(&self) -> String {
        match &self.target {
            Target::Method { model, method, .. } => [model, ".", method].concat(),
            Target::Page {
                template: Some(template),
                ..
            } => template.clone(),
            // The query may contain a token.
            Target::Route { path, .. } | Target::Page { path, .. } => {
                path.split('?').next().unwrap_or_default().to_owned()
            }
        }
    }
}
