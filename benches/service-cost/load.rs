//! The same requests to both services, in turns.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use odoo_bench_harness::Fault;
use tokio::task::JoinSet;

use crate::{median, services::PARTNERS};

const CONNECTIONS: usize = 64;
const RUNS: usize = 5;

/// A process that this program started, and its URL.
struct Process {
    child: Child,
    url: String,
    /// The number that it prints after its URL.
    number: i64,
}

impl Process {
    fn start(arguments: &[&str]) -> Result<Self, Fault> {
        let mut child = Command::new(env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or("no standard output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let (url, number) = line
            .trim()
            .split_once(' ')
            .ok_or("a service did not start")?;
        Ok(Process {
            url: url.to_owned(),
            number: number.parse()?,
            child,
        })
    }
}

/// It ends when its standard input is closed.
impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Compares the CPU time of both services for so many requests.
///
/// # Errors
///
/// Returns an error if a request fails, or the services answer differently.
pub(crate) async fn compare(requests: usize) -> Result<(), Fault> {
    let odoo = Process::start(&["odoo"])?;
    let ours = Process::start(&["ours", &odoo.url])?;
    let by_hand = Process::start(&["by-hand", &odoo.url])?;
    let http = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(CONNECTIONS)
        .timeout(Duration::from_secs(60))
        .build()?;
    for number in 0..2 {
        let path = path(odoo.number, number);
        let (one, other) = (
            get(&http, &ours.url, &path).await?,
            get(&http, &by_hand.url, &path).await?,
        );
        if one != other {
            return Err(format!("the services differ at {path}: {one} and {other}").into());
        }
    }
    let mut samples = Vec::new();
    // The first run warms up.
    for run in 0..=RUNS {
        let sample = (
            load(&http, &ours, odoo.number, requests).await?,
            load(&http, &by_hand, odoo.number, requests).await?,
        );
        println!(
            "{requests} requests: {:.2} s of CPU, by hand {:.2} s",
            sample.0, sample.1
        );
        if run > 0 {
            samples.push(sample);
        }
    }
    let ratio = median(samples.iter().map(|(ours, hand)| ours / hand).collect());
    let ours = median(samples.iter().map(|(ours, _)| *ours).collect());
    println!(
        "{requests} requests over {CONNECTIONS} connections: {ours:.2} s of CPU, {ratio:.2}x of the service by hand"
    );
    Ok(())
}

/// Every fourth request is a list, the others are one record.
fn path(first: i64, number: usize) -> String {
    let offset = i64::try_from(number).unwrap_or_default() % PARTNERS;
    if number.is_multiple_of(4) {
        "/partners?search=bench".to_owned()
    } else {
        format!("/partners/{}", first + offset)
    }
}

/// Sends the requests, and returns the CPU time that the service needed.
async fn load(
    http: &reqwest::Client,
    service: &Process,
    first: i64,
    requests: usize,
) -> Result<f64, Fault> {
    let before: f64 = get(http, &service.url, "/usage").await?.parse()?;
    let url: Arc<str> = service.url.as_str().into();
    let mut connections = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let (http, url) = (http.clone(), Arc::clone(&url));
        connections.spawn(async move {
            for number in (connection..requests).step_by(CONNECTIONS) {
                get(&http, &url, &path(first, number)).await?;
            }
            Ok::<(), Fault>(())
        });
    }
    while let Some(done) = connections.join_next().await {
        done??;
    }
    let after: f64 = get(http, &service.url, "/usage").await?.parse()?;
    Ok(after - before)
}

async fn get(http: &reqwest::Client, url: &str, path: &str) -> Result<String, Fault> {
    let response = http.get(format!("{url}{path}")).send().await?;
    Ok(response.error_for_status()?.text().await?)
}
