//! The report as annotations of GitHub Actions, then the last line as people see it.

use std::io;

use super::words::{last_line, shown, survivors};
use crate::mutate::score::{Fate, Mutation};
use crate::render::{Annotation, Level};

pub(super) fn write(mutation: &Mutation, reasons: bool, out: &mut dyn io::Write) -> io::Result<()> {
    for survivor in survivors(mutation, reasons) {
        let mut message = vec![format!("no row notices: {}", survivor.description)];
        message.extend(shown(&survivor.fate));
        if let Fate::Survived { shown: Some(one), .. } = &survivor.fate {
            if one.row.is_empty() {
                message.push("no row can say this request".to_owned());
            }
            message.extend(one.row.lines().map(str::to_owned));
        }
        let annotation = Annotation {
            level: Level::Warning,
            file: &survivor.file,
            line: survivor.line,
            column: survivor.column,
            title: survivor.operator.as_str(),
            message,
        };
        annotation.write(out)?;
    }
    writeln!(out, "{}", last_line(mutation, reasons))
}

#[cfg(test)]
mod tests {
    use crate::mutate::report::{
        Format,
        fixture::{hostile, mutation, written},
    };

    #[test]
    fn survivors_are_annotations() {
        assert_eq!(
            written(Format::Github, &mutation(), false),
            "\
::warning file=p.yaml,line=7,col=3,title=route-public::no row notices: GET /a: made public%0A\
newly_allowed: GET /a without a token: deny missing_token became allow%0A  - name: x%0A    \
request: GET /a%0A    expect: missing_token
::warning file=p.yaml,line=9,col=3,title=guardrail-dropped::no row notices: `g`: dropped%0A\
not known how it shows: too large
score 33.3 %: 1 killed, 2 survived, 1 equivalent, 4 stillborn, 1 of reasons alone
"
        );
    }

    #[test]
    fn hostile_texts_stay_in_their_command() {
        let text = written(Format::Github, &hostile(), false);
        assert_eq!(text.lines().count(), 2, "{text}");
    }
}
