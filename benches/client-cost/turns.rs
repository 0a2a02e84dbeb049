//! Runs one workload with all clients in turn.

use odoo_bench_harness::{Sample, Task};

use crate::contender::Contender;

/// The results of the clients.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    pub(crate) samples: Vec<(Contender, Vec<Sample>)>,
    /// Other clients that failed or read different values, with the message.
    pub(crate) left_out: Vec<(Contender, String)>,
}

/// The number of runs of each client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repeats {
    pub(crate) runs: usize,
    /// Whether each run reads the same values.
    pub(crate) alike: bool,
}

impl Turns {
    /// Runs the task of each client this many times, with `sample`.
    ///
    /// The clients alternate, so that a slow phase of the machine slows all of them. Each run starts with another client, so that none always
    /// follows the same one.
    ///
    /// # Errors
    ///
    /// Returns an error if the library or the hand-written program fails, or if the library reads different values. Another client that does so is omitted.
    pub(crate) fn take(
        tasks: Vec<(Contender, Task)>,
        repeats: Repeats,
        mut sample: impl FnMut(usize, Contender, &Task) -> Result<Sample, String>,
    ) -> Result<Self, String> {
        let mut turns = Turns::default();
        let mut expected: Vec<(Task, u32)> = Vec::new();
        if repeats.alike {
            for (_, task) in &tasks {
                if !expected.iter().any(|(other, _)| other == task) {
                    let read = sample(0, Contender::Baseline, task)?;
                    expected.push((task.clone(), read.checksum));
                }
            }
        }
        let mut clients: Vec<Client> = tasks.into_iter().map(Client::of).collect();
        // Run 0 is not counted: the canned server fills its cache, and a real one its caches.
        for run in 0..=repeats.runs {
            let count = clients.len();
            clients.rotate_left(run.min(1) % count.max(1));
            let mut failed = Vec::new();
            for client in &mut clients {
                let taken = sample(run, client.contender, &client.task)
                    .and_then(|taken| client.is_as_expected(&expected, &taken).map(|()| taken));
                match taken {
                    Ok(taken) if run > 0 => client.samples.push(taken),
                    Ok(_) => {}
                    Err(why) if client.contender.is_peer() => {
                        failed.push(client.contender);
                        turns.left_out.push((client.contender, why));
                    }
                    Err(why) => return Err(format!("{}: {why}", client.contender.name())),
                }
            }
            clients.retain(|client| !failed.contains(&client.contender));
        }
        clients.sort_by_key(|client| {
            Contender::ALL
                .iter()
                .position(|one| *one == client.contender)
        });
        turns.samples = clients
            .into_iter()
            .map(|client| (client.contender, client.samples))
            .collect();
        Ok(turns)
    }

    /// The results of the hand-written program.
    pub(crate) fn baseline(&self) -> &[Sample] {
        let mut all = self.samples.iter();
        let baseline = all.find(|(contender, _)| *contender == Contender::Baseline);
        baseline.map_or(&[], |(_, samples)| samples)
    }
}

struct Client {
    contender: Contender,
    task: Task,
    samples: Vec<Sample>,
}

impl Client {
    fn of((contender, task): (Contender, Task)) -> Self {
        Client {
            contender,
            task,
            samples: Vec::new(),
        }
    }

    fn is_as_expected(&self, expected: &[(Task, u32)], taken: &Sample) -> Result<(), String> {
        let mut all = expected.iter();
        match all.find(|(task, _)| *task == self.task) {
            Some((_, checksum)) if *checksum != taken.checksum => {
                let other = Contender::Baseline.name();
                Err(format!("did not read the same as the program {other}"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use odoo_bench_harness::Job;

    use super::*;

    const RUNS: Repeats = Repeats {
        runs: 3,
        alike: true,
    };

    fn task(records: usize) -> Task {
        Task {
            url: String::new(),
            database: String::new(),
            login: String::new(),
            password: String::new(),
            api_key: String::new(),
            job: Job::SearchRead,
            records,
            fields: 6,
            calls: 1,
            in_flight: 1,
            ids: Vec::new(),
        }
    }

    /// Checks that each client reads the requested number of records.
    fn read(task: &Task) -> Sample {
        Sample {
            cpu: 1.0,
            wall: 1.0,
            memory: 1.0,
            checksum: task.records.try_into().unwrap(),
            requests: None,
        }
    }

    fn clients() -> Vec<(Contender, Task)> {
        vec![
            (Contender::Baseline, task(10)),
            (Contender::Ours, task(10)),
            (Contender::Odooly, task(10)),
            (Contender::ClientLib, task(1)),
        ]
    }

    #[test]
    fn each_has_as_many_turns_and_another_begins_each_run() {
        let mut began = Vec::new();
        let turns = Turns::take(clients(), RUNS, |run, contender, task| {
            if began.len() <= run {
                began.push(contender);
            }
            Ok(read(task))
        });
        let turns = turns.unwrap();
        let counts = turns.samples.iter().map(|(of, all)| (*of, all.len()));
        assert!(counts.eq(clients().into_iter().map(|(contender, _)| (contender, 3))));
        assert_eq!(turns.baseline().len(), 3);
        assert_eq!(turns.left_out, []);
        assert_eq!(
            began,
            [
                Contender::Baseline,
                Contender::Ours,
                Contender::Odooly,
                Contender::ClientLib,
            ]
        );
    }

    #[test]
    fn another_client_that_fails_in_the_middle_is_left_out_and_the_others_go_on() {
        let turns = Turns::take(clients(), RUNS, |run, contender, task| {
            if (run, contender) == (2, Contender::Odooly) {
                return Err("failed: it was tired".to_owned());
            }
            Ok(read(task))
        });
        let turns = turns.unwrap();
        let left: Vec<Contender> = turns.samples.iter().map(|(of, _)| *of).collect();
        assert_eq!(
            left,
            [Contender::Baseline, Contender::Ours, Contender::ClientLib]
        );
        assert!(turns.samples.iter().all(|(_, samples)| samples.len() == 3));
        assert_eq!(
            turns.left_out,
            [(Contender::Odooly, "failed: it was tired".to_owned())]
        );
    }

    #[test]
    fn one_that_reads_something_else_is_left_out_also_if_it_is_asked_for_less() {
        let turns = Turns::take(clients(), RUNS, |_, contender, task| {
            let sample = read(task);
            Ok(Sample {
                checksum: sample.checksum + u32::from(contender == Contender::ClientLib),
                ..sample
            })
        });
        assert_eq!(
            turns.unwrap().left_out,
            [(
                Contender::ClientLib,
                "did not read the same as the program written by hand".to_owned()
            )]
        );
    }

    #[test]
    fn what_cannot_be_alike_is_not_compared() {
        let mut made = 0;
        let repeats = Repeats {
            alike: false,
            ..RUNS
        };
        let turns = Turns::take(clients(), repeats, |_, _, task| {
            made += 1;
            Ok(Sample {
                checksum: made,
                ..read(task)
            })
        });
        assert_eq!(turns.unwrap().left_out, []);
        assert_eq!(made, 16);
    }

    #[test]
    fn without_the_library_or_the_program_written_by_hand_there_is_nothing_to_say() {
        for (failing, sentence) in [
            (Contender::Ours, "odoo-orm: failed: no"),
            (Contender::Baseline, "written by hand: failed: no"),
        ] {
            let turns = Turns::take(clients(), RUNS, |run, contender, task| {
                if run == 1 && contender == failing {
                    return Err("failed: no".to_owned());
                }
                Ok(read(task))
            });
            assert_eq!(turns.unwrap_err(), sentence);
        }
    }
}
