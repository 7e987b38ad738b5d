//! How arguments of several commands are read.

use clap::ValueEnum;

use crate::terminal::Failure;

/// How one answer is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One JSON object.
    Json,
}

/// Reads `NAME=VALUE`; the value may hold further signs of equality.
pub(super) fn name_and_value(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    if name.is_empty() {
        Err("the name is empty".to_owned())
    } else {
        Ok((name.to_owned(), value.to_owned()))
    }
}

/// Runs on so many threads from now on; without `--jobs`, on one a core.
pub(super) fn use_threads(jobs: Option<u16>) -> Result<(), Failure> {
    let Some(jobs) = jobs else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs));
    pool.build_global().map_err(|error| Failure::new(format!("--jobs: {error}")))
}

/// Reads `--now`; without it, the wall clock.
pub(super) fn instant(now: Option<&str>) -> Result<i64, Failure> {
    match now {
        None => Ok(crate::clock::wall_clock()),
        Some(text) => crate::clock::parse_instant(text)
            .map_err(|error| Failure::new(format!("--now: {error}"))),
    }
}

/// Reads `--claim NAME=JSON` arguments into a payload's members.
pub(super) fn claims(
    list: &[(String, String)],
) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
    let mut claims = serde_json::Map::new();
    for (name, json) in list {
        let value = engine::json::parse_value(json.as_bytes())
            .ok()
            .and_then(|_strict| serde_json::from_str(json).ok())
            .ok_or_else(|| {
                let message = format!("--claim {name}: the value is no JSON");
                Failure::with_help(message, format!("quote a text: --claim '{name}=\"TEXT\"'"))
            })?;
        if claims.insert(name.clone(), value).is_some() {
            return Err(Failure::new(format!("--claim {name} is given twice")));
        }
    }
    Ok(claims)
}
