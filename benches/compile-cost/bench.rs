//! Runs the benchmark.

use odoo_benches::rustc_version;

use crate::{
    arguments::Arguments,
    cargo::{Job, Sample},
    report::Report,
    table::{Cost, Table},
    variant::Variant,
    workspace::Workspace,
};

/// Writes the crates, measures them, and prints the results.
///
/// # Errors
///
/// Returns a message, with Cargo's output if Cargo failed.
pub(crate) fn run(arguments: &Arguments) -> Result<Report, String> {
    let workspace = Workspace::write(arguments)?;
    let mut tables = Vec::new();
    for job in Job::ALL {
        let costs = measure(job, arguments, &workspace)?;
        tables.push(Table { job, costs });
    }
    Ok(Report {
        arguments: arguments.clone(),
        rustc: rustc_version()?,
        packages: workspace.versions()?,
        tables,
    })
}

/// The crates alternate, so that a slow phase of the machine slows all of them.
fn measure(job: Job, arguments: &Arguments, workspace: &Workspace) -> Result<Vec<Cost>, String> {
    let mut samples: Vec<(Variant, Vec<Sample>)> = Variant::ALL
        .into_iter()
        .filter(|variant| variant.is_ours() || !arguments.schema_alone)
        .map(|variant| (variant, Vec::new()))
        .collect();
    // Run 0 is not counted: it compiles the dependencies.
    for run in 0..=arguments.runs {
        eprintln!("{}: run {run} of {}", job.name(), arguments.runs);
        for (variant, samples) in &mut samples {
            workspace.source(*variant, arguments, run)?;
            let sample = job.run(*variant, workspace)?;
            if run > 0 {
                samples.push(sample);
            }
        }
    }
    Ok(samples
        .iter()
        .filter_map(|(variant, samples)| Cost::of(*variant, samples))
        .collect())
}
