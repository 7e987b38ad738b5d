//! Findings as a SARIF 2.1.0 log with one run.

mod uri;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use engine::{Code, Diagnostic, Diagnostics, Location, Severity, Span};
use serde::Serialize;

use self::uri::uri;
use super::{dropped::dropped_line, sources::Sources};
use crate::json_text;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    // Ours count characters; without this a viewer counts UTF-16 units.
    column_kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    invocations: Vec<Invocation>,
    results: Vec<Finding>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: [Notification; 1],
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

pub(super) fn write(
    diagnostics: &Diagnostics,
    sources: &Sources,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|each| each.code).collect();
    let codes: BTreeMap<Code, usize> = codes.into_iter().zip(0..).collect();
    let results = diagnostics.iter().map(|each| {
        let rule = codes.get(&each.code).copied().unwrap_or(0);
        finding(each, rule, sources)
    });
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "harness",
                version: env!("CARGO_PKG_VERSION"),
                rules: codes.keys().copied().map(rule).collect(),
            },
        },
        column_kind: "unicodeCodePoints",
        invocations: dropped_line(diagnostics).map(invocation).into_iter().collect(),
        results: results.collect(),
    };
    json_text::write_line(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }, out)
}

fn rule(code: Code) -> Rule {
    Rule {
        id: code.as_str(),
        short_description: Message { text: code.summary().to_owned() },
        default_configuration: Configuration { level: level(code.severity()) },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Tells within the log that it does not hold every finding.
fn invocation(text: String) -> Invocation {
    let message = Message { text };
    Invocation {
        execution_successful: true,
        tool_execution_notifications: [Notification { level: "warning", message }],
    }
}

fn finding(diagnostic: &Diagnostic, rule_index: usize, sources: &Sources) -> Finding {
    let mut text = diagnostic.message.clone();
    for (name, more) in [("example", &diagnostic.example), ("help", &diagnostic.help)] {
        if let Some(more) = more {
            text.extend(["\n", name, ": ", more]);
        }
    }
    let file = &diagnostic.file;
    let related = diagnostic.related.iter().map(|other| {
        let message = Message { text: other.message.clone() };
        place(file, other.location, other.span, Some(message), sources)
    });
    Finding {
        rule_id: diagnostic.code.as_str(),
        rule_index,
        level: level(diagnostic.severity()),
        message: Message { text },
        locations: [place(file, diagnostic.location, diagnostic.span, None, sources)],
        related_locations: related.collect(),
    }
}

fn place(
    file: &str,
    start: Location,
    span: Span,
    message: Option<Message>,
    sources: &Sources,
) -> Place {
    let end = sources.end(file, start, span);
    let region = Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.map(|end| end.line),
        end_column: end.map(|end| end.column),
    };
    let artifact_location = ArtifactLocation { uri: uri(file) };
    Place { physical_location: PhysicalLocation { artifact_location, region }, message }
}

#[cfg(test)]
mod tests;
