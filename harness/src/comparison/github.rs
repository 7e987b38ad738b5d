//! The report as annotations of GitHub Actions: one a group, at the route that a reviewer can
//! look at; then the numbers as people see them.

use std::io;

use engine::Span;

use super::words::{Comparison, Group, reach, request, sender, title};
use crate::analysis::diff::{Change, Difference};
use crate::render::{Annotation, Level};
use crate::revision;

pub(super) fn write(comparison: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    for group in comparison.groups() {
        annotation(comparison, &group, out)?;
    }
    writeln!(out, "{}", reach(&comparison.diff.radius))
}

fn annotation(
    comparison: &Comparison<'_>,
    group: &Group<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Some(first) = group.differences.first() else { return Ok(()) };
    let mut message = Vec::new();
    for one in &group.differences {
        let (old, new) = (comparison.old.answer(one.old), comparison.new.answer(one.new));
        let sender = sender(one)?;
        message.push(format!("{}: {old} -> {new}; token: {sender}", request(one)));
    }
    let title = format!("{}: {}", title(group.change), comparison.routes(first));
    let (side, span) = place(comparison, first);
    let (file, at) = side.place(span);
    Annotation {
        level: match group.change {
            Change::NewlyAllowed => Level::Error,
            Change::NewlyDenied | Change::DeniedDifferently => Level::Warning,
        },
        file: in_repository(file),
        line: at.line,
        column: at.column,
        title: &title,
        message,
    }
    .write(out)
}

/// The path by which annotations are shown in a merge request: of what is read from a revision, that
/// in the repository.
fn in_repository(file: &str) -> &str {
    let object = file.strip_prefix(revision::PREFIX).and_then(|object| object.split_once(':'));
    object.map_or(file, |(_, path)| path.strip_prefix("./").unwrap_or(path))
}

/// The new route, or the guardrail that denies; else the old route where its file is at hand; else
/// the top of the new file.
fn place<'a>(comparison: &Comparison<'a>, one: &Difference) -> (&'a engine::Source, Span) {
    let (old, new) = (comparison.old, comparison.new);
    let of_new = new.guardrail(one.new).map(|one| one.span);
    if let Some(span) = of_new.or_else(|| new.route(one.new).map(|route| route.span)) {
        return (new.source, span);
    }
    match old.route(one.old) {
        Some(route) if old.is_file => (old.source, route.span),
        _ => (new.source, Span::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::fixture::{diff, written};

    #[test]
    fn a_file_of_a_revision_has_its_path_in_the_repository() {
        assert_eq!(super::in_repository("git:HEAD~1:./policies/a.yaml"), "policies/a.yaml");
        assert_eq!(super::in_repository("git::a.yaml"), "a.yaml");
        assert_eq!(super::in_repository("policies/git:a.yaml"), "policies/git:a.yaml");
    }

    #[test]
    fn each_group_is_an_annotation_at_a_route() {
        let expected = "\
::error file=new.yaml,line=6,col=3,title=newly allowed%3A no route -> GET /open::\
GET /open: deny 404 no_route -> allow; token: none, anybody can send it
::error file=new.yaml,line=5,col=3,title=newly allowed%3A GET /notes::\
GET /notes: deny 403 insufficient_scope -> allow; token: {\"scope\":\"write\"}
::warning file=new.yaml,line=5,col=3,title=newly denied%3A GET /notes::\
GET /notes: allow -> deny 403 insufficient_scope; token: {\"scope\":\"read\"}
::warning file=old.yaml,line=6,col=3,title=denied differently%3A POST /old -> no route::\
POST /old: deny 401 missing_token -> deny 404 no_route; token: none, anybody can send it%0A\
POST /old: deny 401 malformed_token -> deny 404 no_route; token: one that is refused
newly open to anybody: 1; newly allowed: 2, newly denied: 1, denied differently: 1; \
changed: 3 of 4 pairs of route and method
";
        assert_eq!(written(Format::Github, &diff()), expected);
    }
}
