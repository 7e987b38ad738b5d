//! The report as JUnit XML: one suite a spec file, one case a row.
//!
//! Texts are made visible first: XML has no way to hold a control character, and the writer
//! beneath would drop them together with what looks like a terminal escape.

use std::{collections::BTreeMap, fmt::Write as _, io};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::words::{in_short, place};
use crate::{
    outcome::{Outcome, Row, Run},
    visible::Visible,
};

pub(super) fn write(run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
    let mut suites: Vec<TestSuite> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &run.rows {
        let at = *places.entry(&row.file).or_insert(suites.len());
        if at == suites.len() {
            suites.push(TestSuite::new(Visible(&row.file).to_string()));
        }
        if let Some(suite) = suites.get_mut(at) {
            suite.add_test_case(case(row));
        }
    }
    let mut report = Report::new("harness");
    report.set_time(run.elapsed);
    report.add_test_suites(suites);
    // By way of a string, so that an error of `out` keeps its kind.
    let text = report.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn case(row: &Row) -> TestCase {
    let status = match row.outcome {
        Outcome::Pass => TestCaseStatus::success(),
        Outcome::Fail => mishap(row, NonSuccessKind::Failure),
        Outcome::Error => mishap(row, NonSuccessKind::Error),
        Outcome::Skip => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(Visible(&row.got).to_string());
            status
        }
    };
    let mut case = TestCase::new(Visible(&row.name).to_string(), status);
    case.set_classname(Visible(&row.file).to_string());
    if let Some(certainty) = row.certainty {
        case.add_property(("certainty", certainty));
    }
    case
}

fn mishap(row: &Row, kind: NonSuccessKind) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(in_short(row));
    let mut body = place(row);
    for note in &row.notes {
        // Writing to a string does not fail.
        let _written = write!(body, "\n{}: {}", note.label, Visible(&note.text));
    }
    status.set_description(body);
    status
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::{Reader, events::Event};

    use super::*;
    use crate::report::{
        Format,
        fixture::{HOSTILE, hostile_run, run, written},
    };

    /// Reads every element's name and attributes, and that each is closed.
    fn elements(xml: &str) -> Vec<String> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = true;
        let (mut found, mut depth) = (Vec::new(), 0);
        loop {
            let tag = match reader.read_event().unwrap() {
                Event::Start(tag) => {
                    depth += 1;
                    tag
                }
                Event::Empty(tag) => tag,
                Event::End(_) => {
                    depth -= 1;
                    continue;
                }
                Event::Eof => break,
                Event::Text(_) | Event::GeneralRef(_) | Event::Decl(_) => continue,
                other
                @ (Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_)) => {
                    panic!("nothing else belongs in a report: {other:?}")
                }
            };
            let mut line = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
            for attribute in tag.attributes() {
                let attribute = attribute.unwrap();
                let key = String::from_utf8_lossy(attribute.key.as_ref());
                let value = str::from_utf8(&attribute.value).unwrap();
                let value = quick_xml::escape::unescape(value).unwrap();
                write!(line, " {key}={value}").unwrap();
            }
            found.push(line);
        }
        assert_eq!(depth, 0);
        found
    }

    /// The production `Char` of XML 1.0.
    fn is_xml_character(c: char) -> bool {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}'
            | '\u{10000}'..='\u{10ffff}')
    }

    #[test]
    fn files_are_suites_and_rows_are_cases() {
        let xml = written(Format::Junit, &run());
        let short = "message=expected";
        assert_eq!(
            elements(&xml),
            [
                "testsuites name=harness tests=4 skipped=1 failures=1 errors=1 time=1.500",
                "testsuite name=specs/orders.yaml tests=3 skipped=0 errors=1 failures=1",
                "testcase name=a poster posts classname=specs/orders.yaml",
                "properties",
                "property name=certainty value=documented",
                "testcase name=a reader may not post classname=specs/orders.yaml",
                "properties",
                "property name=certainty value=ours",
                &format!("failure {short} 403, got allow POST /orders"),
                "testcase name=keys classname=specs/orders.yaml",
                &format!("error {short} allow, got no key can be made"),
                "testsuite name=specs/other.yaml tests=1 skipped=1 errors=0 failures=0",
                "testcase name=later classname=specs/other.yaml",
                "skipped message=waits for the new pool",
            ]
        );
        assert!(
            xml.contains(
                ">specs/orders.yaml:12:5\nroute: POST /orders (policies/orders.yaml:9:3)\n\
             token: scope = orders</failure>"
            ),
            "{xml}"
        );
    }

    #[test]
    fn an_empty_run_is_a_report_without_suites() {
        let xml = written(Format::Junit, &Run::default());
        assert_eq!(
            elements(&xml),
            ["testsuites name=harness tests=0 skipped=0 failures=0 errors=0 time=0.000"]
        );
    }

    #[test]
    fn hostile_texts_stay_inside_their_attributes() {
        let found = elements(&written(Format::Junit, &hostile_run(HOSTILE)));
        let shown = "é \\u{1b}[31m\\n::error::x]]>#\\%,\"'<&\\u{202e}\\u{ffff}";
        assert_eq!(found[2], format!("testcase name={shown} classname={shown}"));
    }

    proptest! {
        #[test]
        fn any_text_gives_well_formed_xml(text in any::<String>()) {
            let xml = written(Format::Junit, &hostile_run(&text));
            prop_assert!(xml.chars().all(is_xml_character));
            prop_assert_eq!(elements(&xml).len(), 2 + 4 * 3 + 3);
        }
    }
}
