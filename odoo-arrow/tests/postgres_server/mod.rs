//! A PostgreSQL of Debian's package, with its data in a temporary folder and a Unix socket only.

use std::{
    env, fs,
    os::unix::{
        fs::{MetadataExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use odoo_arrow::tokio_postgres::{self, Config};

/// A running server, which ends with the test.
pub(crate) struct PostgreSql {
    folder: PathBuf,
    process: Child,
}

impl PostgreSql {
    /// Starts a server, or returns `None` if it is not installed.
    pub(crate) fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = env::temp_dir().join(format!("odoo-pg-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let user = unprivileged();
        if let Some((user, group)) = user {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        let data = folder.join("data");
        let command = |name: &str| {
            let mut command = Command::new(programs.join(name));
            command.arg("-D").arg(&data).current_dir(&folder);
            command.env_clear().env("LC_ALL", "C.UTF-8");
            command.stdout(Stdio::null()).stderr(Stdio::null());
            if let Some((user, group)) = user {
                command.uid(user).gid(group);
            }
            command
        };
        let mut create = command("initdb");
        create.args([
            "--no-sync",
            "--auth=trust",
            "--username=odoo",
            "--encoding=UTF8",
        ]);
        assert!(create.status().unwrap().success(), "initdb failed");
        let mut run = command("postgres");
        run.arg("-k").arg(&folder);
        run.args(["-c", "listen_addresses=", "-c", "fsync=off"]);
        let process = run.spawn().unwrap();
        let server = PostgreSql { folder, process };
        server.wait();
        Some(server)
    }

    /// The folder of the socket.
    pub(crate) fn socket(&self) -> &Path {
        &self.folder
    }

    fn wait(&self) {
        for _ in 0..600 {
            // The last line of the file tells that connections are accepted.
            let status = fs::read_to_string(self.folder.join("data/postmaster.pid"));
            if status.is_ok_and(|status| status.trim_end().ends_with("ready")) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("PostgreSQL does not accept connections");
    }
}

impl Drop for PostgreSql {
    fn drop(&mut self) {
        // A fast shutdown, which ends the sessions.
        let id = self.process.id().to_string();
        let _ = Command::new("kill").args(["-INT", &id]).status();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder with the programs: the newest one of Debian's packages, or one of the `PATH`.
fn programs() -> Option<PathBuf> {
    let packages = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut packages: Vec<PathBuf> = packages
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    packages.sort();
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders = packages.into_iter().rev().chain(env::split_paths(&path));
    folders.find(|folder| folder.join("postgres").exists() && folder.join("initdb").exists())
}

/// The user and group of `postgres` or `nobody` if this is root, as whom PostgreSQL refuses to run.
fn unprivileged() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let of = |name: &str| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    of("postgres").or_else(|| of("nobody"))
}

pub(crate) async fn connect(socket: &Path) -> tokio_postgres::Client {
    let mut config = Config::new();
    config.host_path(socket).user("odoo").dbname("postgres");
    let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
