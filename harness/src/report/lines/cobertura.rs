//! Coverage as Cobertura's XML (coverage-04.dtd): a class for each file, as programs that show
//! merge requests read it.

use std::io::{self, Write};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::taken::{Lines, files, shares};
use crate::outcome::coverage::{Coverage, Share};

pub(super) fn write(coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    let all: Vec<(&str, Lines)> = coverage.policies.iter().flat_map(files).collect();
    let (mut of_lines, of_branches) = (Share::default(), coverage.share());
    for (_, lines) in &all {
        let (own, _) = shares(lines);
        of_lines.all += own.all;
        of_lines.covered += own.covered;
    }
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let rates = [("line-rate", rate(of_lines)), ("branch-rate", rate(of_branches))];
    let rates = || rates.iter().map(|(name, rate)| (*name, rate.as_str()));
    let counts = [
        ("lines-covered", of_lines.covered),
        ("lines-valid", of_lines.all),
        ("branches-covered", of_branches.covered),
        ("branches-valid", of_branches.all),
    ]
    .map(|(name, count)| (name, count.to_string()));
    let counts = counts.iter().map(|(name, count)| (*name, count.as_str()));
    xml.create_element("coverage")
        .with_attributes(rates().chain(counts))
        .with_attributes([("complexity", "0"), ("version", "1"), ("timestamp", "0")])
        .write_inner_content(|xml| {
            xml.create_element("sources").write_inner_content(|xml| {
                xml.create_element("source").write_text_content(BytesText::new("."))?;
                Ok(())
            })?;
            xml.create_element("packages").write_inner_content(|xml| {
                xml.create_element("package")
                    .with_attribute(("name", "policies"))
                    .with_attributes(rates())
                    .with_attribute(("complexity", "0"))
                    .write_inner_content(|xml| classes(xml, &all))?;
                Ok(())
            })?;
            Ok(())
        })?;
    writeln!(out)
}

fn classes<W: Write>(xml: &mut Writer<W>, all: &[(&str, Lines)]) -> io::Result<()> {
    xml.create_element("classes").write_inner_content(|xml| {
        for (file, lines) in all {
            let (of_lines, of_branches) = shares(lines);
            let file = legal(file);
            xml.create_element("class")
                .with_attributes([("name", file.as_str()), ("filename", file.as_str())])
                .with_attribute(("line-rate", rate(of_lines).as_str()))
                .with_attribute(("branch-rate", rate(of_branches).as_str()))
                .with_attribute(("complexity", "0"))
                .write_inner_content(|xml| {
                    xml.create_element("methods").write_empty()?;
                    self::lines(xml, lines)
                })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn lines<W: Write>(xml: &mut Writer<W>, lines: &Lines) -> io::Result<()> {
    xml.create_element("lines").write_inner_content(|xml| {
        for (line, branches) in lines {
            let covered = branches.iter().filter(|taken| **taken > 0).count();
            let (of, hits) = (branches.len(), branches.iter().sum::<usize>());
            let percent = covered * 100 / of.max(1);
            xml.create_element("line")
                .with_attribute(("number", line.to_string().as_str()))
                .with_attribute(("hits", hits.to_string().as_str()))
                .with_attribute(("branch", "true"))
                .with_attribute((
                    "condition-coverage",
                    format!("{percent}% ({covered}/{of})").as_str(),
                ))
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Writes a share as a part of one.
fn rate(share: Share) -> String {
    let mille = share.per_mille();
    format!("{}.{:03}", mille / 1_000, mille % 1_000)
}

/// Puts the replacement character in the place of those that XML 1.0 cannot hold (section 2.2).
fn legal(text: &str) -> String {
    let held = |one: char| !one.is_control() && !matches!(one, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|one| if held(one) { one } else { '\u{fffd}' }).collect()
}
