use super::*;

/// Writes a template as a test wants to read it: variables as `<kind(arguments):address|…>`.
fn show(template: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Variable(sources) => {
            format!("<{}>", sources.iter().map(source).collect::<Vec<_>>().join("|"))
        }
    };
    template.iter().map(piece).collect()
}

fn source(source: &Source) -> String {
    match source {
        Source::Literal(None) => "null".to_owned(),
        Source::Literal(Some(value)) => format!("'{}'", show(value)),
        Source::Call { kind, arguments, address } => {
            let arguments: Vec<String> = arguments.iter().map(|one| show(one)).collect();
            let address = address.as_ref().map_or_else(String::new, |one| show(one));
            format!("{kind}({}):{address}", arguments.join(";"))
        }
    }
}

#[track_caller]
fn reads(text: &str, expected: &str) {
    assert_eq!(parse(text).map(|template| show(&template)), Ok(expected.to_owned()), "{text}");
}

#[test]
fn a_variable_names_its_sources_in_order() {
    reads("${self:custom.x}", "<self():custom.x>");
    reads("a-${opt:stage, 'dev'}-b", "a-<opt():stage|'dev'>-b");
    reads("${opt:a, self:b, env:C, \"d\\n\"}", "<opt():a|self():b|env():C|'d\n'>");
    reads("${opt:a, null}${opt:b, 5}${opt:c,true}", "<opt():a|null><opt():b|'5'><opt():c|'true'>");
    reads("${self:}", "<self():>");
    reads("${ssm(eu-west-1, raw):/a/b}", "<ssm(eu-west-1;raw):/a/b>");
    reads("${file(./x.yml):key.of}${file(x.yml)}", "<file(./x.yml):key.of><file(x.yml):>");
}

#[test]
fn variables_stand_in_addresses_arguments_and_defaults() {
    reads("${self:custom.${sls:stage}.x}", "<self():custom.<sls():stage>.x>");
    reads("${file(./${opt:s, 'a'}.yml):k}", "<file(./<opt():s|'a'>.yml):k>");
    reads("${opt:a, '${self:b}'}", "<opt():a|'<self():b>'>");
}

#[test]
fn what_is_cloudformations_is_left_alone() {
    for text in ["${AWS::Region}", "${UserPool}", "${userPool}", "${a.b}", "$", "${", "${}", "a$b"]
    {
        reads(text, text);
    }
    reads("${aws::x}", "${aws::x}");
    reads("${Pool${self:x}}", "${Pool<self():x>}");
    reads("$${self:x}$$", "<self():x>$$");
    reads("$${AWS::Region}", "$${AWS::Region}");
}

#[test]
fn a_backslash_takes_the_meaning_away() {
    reads("\\${self:x}", "${self:x}");
    reads("\\\\${self:x}", "\\<self():x>");
    reads("\\\\\\${self:x}", "\\${self:x}");
    reads("a\\b$", "a\\b$");
}

#[test]
fn what_the_framework_cannot_read_is_an_error() {
    for text in [
        "${self:x",
        "${self:a, b}",
        "${self:a, 'b}",
        "${file(a}",
        "${file(a",
        "${self:${x}}",
        "${self:a, \"\\q\"}",
        "${self:a, 'b' c}",
        "${self:a, ${self:b}}",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
    let deep = format!("{}x{}", "${self:".repeat(1_000), "}".repeat(1_000));
    assert!(parse(&deep).is_err());
    let nested = format!("{}x{}", "${self:".repeat(10), "}".repeat(10));
    assert!(parse(&nested).is_ok());
}
