use std::{hint::black_box, rc::Rc};

use tokio::task::LocalSet;

use crate::{Client, Clock, Fault, Job, Row, Sample, Task, checksum};

/// Runs a task and measures its cost.
///
/// # Errors
///
/// Returns the client's error, or an error if the cost cannot be measured.
pub fn run<C: Client>(task: &Task) -> Result<Sample, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    LocalSet::new().block_on(&runtime, work::<C>(task))
}

async fn work<C: Client>(task: &Task) -> Result<Sample, Fault> {
    let client = C::login(task).await?;
    // One-time costs are excluded: connecting, and logging in for clients that delay it until the first call.
    black_box(client.read_one(task.id(0)).await?);
    match task.job {
        Job::SearchRead => {
            let call = async || client.search_read(task.records).await;
            let (clock, partners) = repeated(task.calls, call).await?;
            clock.stop(|| checksum(partners.iter().map(Row::sum)))
        }
        Job::Create => {
            let call = async || client.create(task.records).await;
            let (clock, ids) = repeated(task.calls, call).await?;
            clock.stop(|| checksum(ids))
        }
        Job::Import => {
            let call = async || client.import(task.records).await;
            let (clock, ids) = repeated(task.calls, call).await?;
            clock.stop(|| checksum(ids))
        }
        Job::Export => {
            let call = async || client.export(task.records).await;
            let (clock, rows) = repeated(task.calls, call).await?;
            clock.stop(|| checksum(rows))
        }
        Job::Countries => {
            let call = async || client.countries(task.records).await;
            let (clock, rows) = repeated(task.calls, call).await?;
            let sample = clock.stop(|| checksum(rows))?;
            let requests = client.requests_for_countries(task.records).await?;
            Ok(Sample { requests, ..sample })
        }
        Job::ReadOne => read_one(Rc::new(client), Rc::new(task.clone())).await,
    }
}

/// Makes this many calls, and returns the last result and the clock that was started before.
async fn repeated<T>(
    times: usize,
    call: impl AsyncFn() -> Result<T, Fault>,
) -> Result<(Clock, T), Fault> {
    let clock = Clock::start()?;
    for _ in 1..times {
        black_box(call().await?);
    }
    Ok((clock, call().await?))
}

/// This many concurrent readers share the calls, and each reads partners of its own.
async fn read_one<C: Client>(client: Rc<C>, task: Rc<Task>) -> Result<Sample, Fault> {
    let calls = task.calls / task.in_flight;
    let clock = Clock::start()?;
    let readers: Vec<_> = (0..task.in_flight)
        .map(|reader| {
            let (client, task) = (Rc::clone(&client), Rc::clone(&task));
            tokio::task::spawn_local(async move {
                let mut sums = Vec::with_capacity(calls);
                for call in 0..calls {
                    let id = task.id(reader * calls + call);
                    sums.push(client.read_one(id).await?.sum());
                }
                Ok::<_, Fault>(sums)
            })
        })
        .collect();
    let mut sums = Vec::with_capacity(task.calls);
    for reader in readers {
        sums.append(&mut reader.await??);
    }
    clock.stop(|| checksum(sums))
}
