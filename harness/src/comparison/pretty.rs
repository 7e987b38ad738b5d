//! The report for people: each group with its places, its request and a row to paste, then the
//! numbers. Every word that colour stresses is there without colour.

use std::io;

use anstyle::{AnsiColor, Style};

use super::words::{Comparison, Group, Side, methods, percent, reach, request, sender, title};
use crate::analysis::diff::{Change, Difference, Verdict};
use crate::visible::Visible;

pub(super) fn write(
    comparison: &Comparison<'_>,
    colour: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for group in comparison.groups() {
        block(comparison, &group, colour, out)?;
    }
    for assumption in &comparison.diff.assumptions {
        writeln!(out, "taken for granted: {}", Visible(assumption))?;
    }
    writeln!(out, "{}", reach(&comparison.diff.radius))
}

fn block(
    comparison: &Comparison<'_>,
    group: &Group<'_>,
    colour: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Some((first, others)) = group.differences.split_first() else { return Ok(()) };
    head(group.change, &comparison.routes(first), colour, out)?;
    let (old, new) = (comparison.old, comparison.new);
    for (label, text) in [
        ("request:", request(first)),
        ("token:", sender(first)?),
        ("old:", answered(&old, first.old)),
        ("new:", answered(&new, first.new)),
        ("for:", extent(first)),
    ] {
        writeln!(out, "  {label:8} {}", Visible(&text))?;
    }
    for other in others {
        let answers = format!("{} -> {}", old.answer(other.old), new.answer(other.new));
        let text = format!("{answers}: {}, token {}", request(other), sender(other)?);
        writeln!(out, "  also:    {}", Visible(&text))?;
    }
    if first.row.is_empty() {
        writeln!(out, "  no row can say this request")?;
    } else {
        writeln!(out, "  a row to paste under `cases:`, with what the new policy says:")?;
        writeln!(out, "{}", first.row)?;
    }
    writeln!(out)
}

fn head(change: Change, routes: &str, colour: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let paint: Style = match change {
        Change::NewlyAllowed => AnsiColor::Red.on_default().bold(),
        Change::NewlyDenied => AnsiColor::Yellow.on_default().bold(),
        Change::DeniedDifferently => AnsiColor::Cyan.on_default(),
    };
    let word = title(change).to_uppercase();
    if colour { write!(out, "{paint}{word}{paint:#}") } else { write!(out, "{word}") }?;
    writeln!(out, " {}", Visible(routes))
}

/// What one policy answers, and where it stands.
fn answered(side: &Side<'_>, verdict: Verdict) -> String {
    let route = side.route(verdict);
    let route = route.map(|route| format!("{} ({})", route.name, side.place(route.span)));
    let guardrail = side.guardrail(verdict);
    let guardrail = guardrail.map(|one| format!("guardrail at {}", side.place(one.span)));
    let parts = [Some(side.answer(verdict)), route, guardrail];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn extent(one: &Difference) -> String {
    let pairs = match one.pairs {
        0 | 1 => String::new(),
        many => format!(", {many} pairs of route and method"),
    };
    format!("{}{pairs}; {} of all sets of scopes", methods(&one.methods), percent(one.scope_sets))
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::fixture::{diff, styled, written};
    use crate::analysis::diff::Diff;

    const EXPECTED: &str = "\
NEWLY ALLOWED no route -> GET /open
  request: GET /open
  token:   none, anybody can send it
  old:     deny 404 no_route
  new:     allow, GET /open (new.yaml:6:3)
  for:     GET; 25 % of all sets of scopes
  a row to paste under `cases:`, with what the new policy says:
  - name: \"newly_allowed\"

NEWLY ALLOWED GET /notes
  request: GET /notes
  token:   {\"scope\":\"write\"}
  old:     deny 403 insufficient_scope, GET /notes (old.yaml:5:3)
  new:     allow, GET /notes (new.yaml:5:3)
  for:     GET; 25 % of all sets of scopes
  a row to paste under `cases:`, with what the new policy says:
  - name: \"newly_allowed\"

NEWLY DENIED GET /notes
  request: GET /notes
  token:   {\"scope\":\"read\"}
  old:     allow, GET /notes (old.yaml:5:3)
  new:     deny 403 insufficient_scope, GET /notes (new.yaml:5:3)
  for:     GET; 25 % of all sets of scopes
  a row to paste under `cases:`, with what the new policy says:
  - name: \"newly_denied\"

DENIED DIFFERENTLY POST /old -> no route
  request: POST /old
  token:   none, anybody can send it
  old:     deny 401 missing_token, POST /old (old.yaml:6:3)
  new:     deny 404 no_route
  for:     POST; 25 % of all sets of scopes
  also:    deny 401 malformed_token -> deny 404 no_route: POST /old, token one that is refused
  a row to paste under `cases:`, with what the new policy says:
  - name: \"denied_differently\"

taken for granted: keys differ
newly open to anybody: 1; newly allowed: 2, newly denied: 1, denied differently: 1; \
changed: 3 of 4 pairs of route and method
";

    #[test]
    fn each_group_is_told_with_its_places_and_a_row() {
        assert_eq!(written(Format::Pretty, &diff()), EXPECTED);
    }

    #[test]
    fn colour_only_adds_escapes() {
        let text = styled(Format::Pretty, &diff(), true);
        assert_ne!(text, EXPECTED);
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), EXPECTED);
    }

    #[test]
    fn no_difference_is_said() {
        let text = written(Format::Pretty, &Diff::default());
        assert_eq!(text, "no request is decided differently (0 pairs of route and method)\n");
    }
}
