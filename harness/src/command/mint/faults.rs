//! The attack corpus as a list: tokens first, then requests.

use serde_json::{Value, json};

use crate::exit::Exit;
use crate::mint::{Fault, RequestAttack};
use crate::terminal::{Answer, Terminal};

/// Writes a line a row: id, name, outcome, what is wrong, and the source.
pub(super) fn plain(terminal: &mut Terminal<'_>) -> Answer {
    let names = Fault::all().iter().map(|fault| fault.as_str());
    let names = names.chain(RequestAttack::ALL.iter().map(|row| row.name));
    let width = names.map(str::len).max().unwrap_or(0);
    for fault in Fault::all() {
        let (id, name, outcome) = (fault.id(), fault.as_str(), fault.outcome());
        let (summary, source) = (fault.summary(), fault.source());
        writeln!(terminal.out, "{id:<4} {name:<width$} {outcome:<22} {summary} ({source})")?;
    }
    for row in RequestAttack::ALL {
        let RequestAttack { id, name, outcome, method, source, .. } = row;
        let path = shown(row);
        writeln!(terminal.out, "{id:<4} {name:<width$} {outcome:<22} {method} {path} ({source})")?;
    }
    Ok(Exit::Success)
}

/// Writes an array of objects, with recipes and what plain jsonwebtoken does.
pub(super) fn json(terminal: &mut Terminal<'_>) -> Answer {
    let tokens = Fault::all().iter().map(|fault| {
        json!({
            "id": fault.id(),
            "name": fault.as_str(),
            "outcome": fault.outcome(),
            "summary": fault.summary(),
            "source": fault.source(),
            "note": fault.note(),
            "place": format!("GET /{}", fault.place().as_str()),
            "jsonwebtoken": fault.peer().as_str(),
            "recipe": fault.recipe(),
        })
    });
    let requests = RequestAttack::ALL.iter().map(|row| {
        json!({
            "id": row.id,
            "name": row.name,
            "outcome": row.outcome,
            "source": row.source,
            "note": row.note,
            "request": { "method": row.method, "path": row.target(), "headers": row.headers },
        })
    });
    let all: Vec<Value> = tokens.chain(requests).collect();
    writeln!(terminal.out, "{:#}", Value::from(all))?;
    Ok(Exit::Success)
}

/// The path with its repeated end told, and what is not visible escaped.
fn shown(row: &RequestAttack) -> String {
    let path = row.path.escape_debug();
    match row.repeated {
        (_, 0) => path.to_string(),
        (piece, times) => format!("{path} and {times} times {piece}"),
    }
}
