//! The report as a comment on a merge request: the numbers, a table for each kind of change, and
//! the rows to paste folded away.
//!
//! Texts of others are set as code, with every character that Markdown or HTML could read as its
//! own written as a character reference.

use std::fmt::Write as _;
use std::io;

use super::words::{Comparison, Group, methods, percent, reach, request, sender, title};
use crate::analysis::diff::{Change, Credential, Difference};
use crate::visible::Visible;

/// Most groups in a table: comments have a longest size, and readers too.
const MOST_SHOWN: usize = 50;

pub(super) fn write(comparison: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (old, new) = (comparison.old.source.name(), comparison.new.source.name());
    writeln!(out, "### Access: {} → {}\n", code(old), code(new))?;
    writeln!(out, "**{}.**", reach(&comparison.diff.radius))?;
    let groups = comparison.groups();
    for change in Change::ALL {
        let own: Vec<&Group<'_>> = groups.iter().filter(|one| one.change == change).collect();
        if !own.is_empty() {
            table(comparison, change, &own, out)?;
        }
    }
    for assumption in &comparison.diff.assumptions {
        writeln!(out, "\nTaken for granted: {}", escaped(assumption))?;
    }
    Ok(())
}

fn table(
    comparison: &Comparison<'_>,
    change: Change,
    groups: &[&Group<'_>],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut heading = title(change).to_owned();
    heading.get_mut(..1).unwrap_or_default().make_ascii_uppercase();
    writeln!(out, "\n#### {heading}\n")?;
    writeln!(out, "| route | request | token | before | after | methods | scope sets |")?;
    writeln!(out, "| --- | --- | --- | --- | --- | --- | --- |")?;
    for group in groups.iter().take(MOST_SHOWN) {
        for (at, one) in group.differences.iter().enumerate() {
            let route = if at == 0 { code(&comparison.routes(one)) } else { String::new() };
            line(comparison, &route, one, out)?;
        }
    }
    if let Some(more) = groups.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
        writeln!(out, "\n{more} more are not shown.")?;
    }
    let rows = groups.iter().take(MOST_SHOWN).filter_map(|group| group.differences.first());
    let rows: Vec<&str> = rows.map(|one| one.row.as_str()).filter(|row| !row.is_empty()).collect();
    let rows = rows.join("\n");
    let fence = "`".repeat(longest_run(&rows).max(2) + 1);
    writeln!(out, "\n<details><summary>Rows to paste under <code>cases:</code></summary>\n")?;
    writeln!(out, "{fence}yaml\n{rows}\n{fence}\n\n</details>")
}

fn line(
    comparison: &Comparison<'_>,
    route: &str,
    one: &Difference,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let token = match &one.credential {
        Credential::None => "**none**".to_owned(),
        Credential::Refused => "refused".to_owned(),
        Credential::Token(_) | Credential::Tokens(_) => code(&sender(one)?),
    };
    let shown = code(&request(one));
    let (old, new) = (comparison.old.answer(one.old), comparison.new.answer(one.new));
    let (old, new) = (escaped(&old), escaped(&new));
    let (list, share) = (methods(&one.methods), percent(one.scope_sets));
    writeln!(out, "| {route} | {shown} | {token} | {old} | {new} | {list} | {share} |")
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// Writes a text so that it is only ever read as itself.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for character in Visible(text).to_string().chars() {
        if character.is_alphanumeric() || matches!(character, ' ' | '/' | '-' | '{' | '}' | ',') {
            safe.push(character);
        } else {
            // Writing to a string does not fail.
            let _written = write!(safe, "&#{};", u32::from(character));
        }
    }
    safe
}

/// The longest run of backticks, which a fence must be longer than.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use engine::{DenyReason, Method};
    use proptest::prelude::*;

    use super::super::Format;
    use super::super::fixture::{diff, difference, written};
    use super::*;
    use crate::analysis::diff::{Diff, Radius};

    #[test]
    fn the_numbers_stand_first_then_a_table_for_each_change() {
        let text = written(Format::Markdown, &diff());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "### Access: <code>old&#46;yaml</code> → <code>new&#46;yaml</code>");
        assert!(lines[2].starts_with("**newly open to anybody: 1; newly allowed: 2, "), "{text}");
        let headings: Vec<&str> =
            lines.iter().filter_map(|line| line.strip_prefix("#### ")).collect();
        assert_eq!(headings, ["Newly allowed", "Newly denied", "Denied differently"]);
        let row = "| <code>no route -&#62; GET /open</code> | <code>GET /open</code> | **none** | \
                   deny 404 no&#95;route | allow | GET | 25 % |";
        assert!(lines.contains(&row), "{text}");
        assert!(text.contains("\n```yaml\n  - name: \"newly_denied\"\n```\n"), "{text}");
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_rows() {
        let mut one = diff();
        one.differences[0].row = "  - name: ```` `".to_owned();
        assert!(written(Format::Markdown, &one).contains("\n`````yaml\n  - name: ```` `\n"));
    }

    proptest! {
        #[test]
        fn any_text_stays_in_its_cell(text in any::<String>()) {
            let guardrail = Some(DenyReason::Guardrail);
            let one = difference(
                Change::NewlyDenied,
                (Method::Get, &text),
                Credential::None,
                (None, Some(0)),
                (guardrail, Some(0)),
            );
            let radius = Radius { changed: 1, ..Radius::default() };
            let diff = Diff { differences: vec![one], radius, ..Diff::default() };
            let report = written(Format::Markdown, &diff);
            let table: Vec<&str> = report.lines().filter(|line| line.starts_with('|')).collect();
            prop_assert_eq!(table.len(), 3);
            prop_assert!(table.iter().all(|line| line.matches('|').count() == 8));
            let safe = |c: char| c.is_alphanumeric() || " /-{},&#;".contains(c);
            prop_assert!(escaped(&text).chars().all(safe));
        }
    }
}
