//! `odoo profile`.

use super::{
    arguments::{Command, NewProfile, Options, ProfileCommand},
    output::{Column, Output},
    run::Session,
};
use crate::{
    connect::Choice,
    failure::Result,
    profile::{self, Profile, Profiles, SecretType},
};

pub(super) fn execute(command: ProfileCommand, options: &Options) -> Result<()> {
    let mut output = Output::standard(options.format());
    match command {
        ProfileCommand::Add(new) => add(new, &mut output),
        ProfileCommand::List => list(&mut output),
        ProfileCommand::Test { name } => {
            let choice = Choice {
                profile: name.or_else(|| options.profile.clone()),
                mock: options.mock,
            };
            Session::open(&choice)?.execute(Command::Whoami, options, &mut output)
        }
    }
}

fn add(new: NewProfile, output: &mut Output) -> Result<()> {
    let path = profile::path()?;
    let profile = Profile {
        url: new.url,
        database: new.database,
        login: new.login,
        secret_command: new.secret_command,
        secret_type: if new.api_key {
            SecretType::ApiKey
        } else {
            SecretType::Password
        },
        writable: new.writable,
        lang: None,
        tz: None,
        company: None,
        allow_plain_http: new.allow_plain_http,
        root_certificate: None,
    };
    profile::add(&path, &new.name, &profile)?;
    let name = &new.name;
    let path = path.display();
    output.text(&format!(
        "added profile {name} to {path}; `odoo profile test {name}` logs in with it\n"
    ))
}

fn list(output: &mut Output) -> Result<()> {
    let profiles = Profiles::read(&profile::path()?)?;
    let chosen = profiles.chosen().map(str::to_owned);
    let columns = ["name", "url", "database", "login"].map(|name| Column::new(name, "char"));
    let mut columns = columns.to_vec();
    columns.extend(["writable", "default"].map(|name| Column::new(name, "boolean")));
    let mut records = output.records(columns);
    for (name, profile) in profiles.profiles {
        let is_default = chosen.as_ref() == Some(&name);
        records.row(vec![
            name.into(),
            profile.url.into(),
            profile.database.into(),
            profile.login.into(),
            profile.writable.into(),
            is_default.into(),
        ])?;
    }
    records.end()?;
    Ok(())
}
