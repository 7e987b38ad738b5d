use super::*;
use crate::import::template::{Entry, Kind, read};

/// What the value of `x` is, as compact as a test wants it, and the codes of what is wrong.
fn value_with(text: &str, options: &Options) -> (String, Vec<&'static str>) {
    let (mut project, file) = Project::of_text("serverless.yml", text);
    let root = read(&project, file).unwrap();
    let files = Files::new();
    let variables = Variables::new(&root, &files, &mut project, options);
    let shown = show(&variables.whole(root.get("x").unwrap()));
    let codes = variables.into_found().iter().map(|one| one.code.as_str()).collect();
    (shown, codes)
}

fn show(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, .. } => text.replace("{{resolve:variable:", "<").replace("}}", ">"),
        Kind::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(",")),
        Kind::Map(entries) => {
            let entry = |entry: &Entry| format!("{}:{}", entry.key, show(&entry.value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}

#[track_caller]
fn is(text: &str, expected: &str) {
    let (shown, codes) = value_with(text, &Options::default());
    assert_eq!((shown.as_str(), codes.as_slice()), (expected, &[][..]), "{text}");
}

#[track_caller]
fn is_wrong(text: &str, expected: &str) {
    let (_, codes) = value_with(text, &Options::default());
    assert!(codes.contains(&expected), "{text} {codes:?}");
}

#[test]
fn a_variable_alone_takes_the_value_as_it_is() {
    is("x: ${self:a}\na: { b: [1, '${self:c}'] }\nc: d", "{b:[1,d]}");
    is("x: ${self:a.b.1}\na: { b: [1, !Sub '${AWS::Region}'] }", "{Fn::Sub:${AWS::Region}}");
    is("x: ${self:a.b}\na: ${self:c}\nc: { b: 5 }", "5");
    is("x: { Fn::Sub: 'https://${self:a}/${UserPool}' }\na: b", "{Fn::Sub:https://b/${UserPool}}");
}

#[test]
fn variables_in_a_text_are_put_together() {
    is("x: a-${self:b}-${self:c.${self:b}}\nb: d\nc: { d: e }", "a-d-e");
    is("x: \\${self:b}", "${self:b}");
    is_wrong("x: a-${self:b}\nb: { c: d }", "invalid-template");
    is("x: a-${self:b}\nb: null", "a-<self:b>");
}

#[test]
fn the_first_source_with_a_value_gives_it() {
    is("x: ${self:a, self:b, 'c'}\nb: d", "d");
    is("x: ${self:a, opt:b, 'c'}", "c");
    is("x: ${self:a, null}", "");
    is("x: ${env:HOME, 'unset'}", "unset");
    is("x: ${opt:stage, '${self:b}'}\nb: c", "c");
}

#[test]
fn what_the_deployment_knows_is_a_hole_of_its_name() {
    is("x: ${ssm:/a/${sls:stage}/b}", "<ssm:/a/dev/b>");
    is("x: a-${env:B}-${cf(eu-west-1):c.d}", "a-<env:B>-<cf(eu-west-1):c.d>");
    is("x: ${ssm:/a, 'default'}", "<ssm:/a>");
    is("x: ${aws:accountId}", "<aws:accountId>");
    is("x: ${self:a.b}", "<self:a.b>");
    is("x: ${self:a.b}\na: ${s3:c/d}", "<s3:c/d.b>");
    is("x: ${self:a.${env:S}}", "<self:a.(env:S)>");
    is("x: ${self:a, 'b'}\na: ${env:C}", "<env:C>");
    is("x: ${unheard-of:a}", "<unheard-of:a>");
}

#[test]
fn stage_region_and_parameters_are_those_asked_for() {
    let text = "
x: ['${sls:stage}', '${opt:stage, \"none\"}', '${aws:region}', '${param:a}', '${param:b}', '${param:c}']
provider: { stage: test, region: eu-west-1 }
params:
  default: { a: 1, b: 2 }
  test: { a: 3 }
  prod: { a: 4, c: '${self:provider.region}' }
";
    is(text, "[test,none,eu-west-1,3,2,<param:c>]");
    let mut options = Options { stage: Some("prod".to_owned()), ..Options::default() };
    options.params.insert("b".to_owned(), "5".to_owned());
    let (shown, codes) = value_with(text, &options);
    assert_eq!((shown.as_str(), codes.len()), ("[prod,prod,eu-west-1,4,5,eu-west-1]", 0));
    is("x: '${aws:region} ${sls:stage}'", "us-east-1 dev");
    is("x: ${strToBool(${self:a})}\na: '1'", "true");
}

#[test]
fn a_variable_that_asks_for_itself_is_refused() {
    is_wrong("x: ${self:x}", "invalid-template");
    is_wrong("x: a${self:y}\ny: b${self:x}", "invalid-template");
    is_wrong("x: ${self:a}\na: { b: '${self:a}' }", "invalid-template");
    is_wrong("x: ${self:a.b}\na: ${self:a.c}", "invalid-template");
    is_wrong("x: ${self:}", "invalid-template");
    is_wrong("x: ${self:a${self:a${self:x}}}", "invalid-template");
}

#[test]
#[expect(clippy::format_push_string, reason = "the text is small")]
fn variables_cannot_fill_memory_or_stack() {
    let chain = |one: &dyn Fn(usize) -> String, ends: &str| {
        let mut text = "x: ${self:a0}\n".to_owned();
        for level in 0..60 {
            text += &format!("a{level}: {}\n", one(level + 1));
        }
        text + "a60: " + ends
    };
    let doubling = |next: usize| format!("'${{self:a{next}}}${{self:a{next}}}'");
    let (_, codes) = value_with(&chain(&doubling, "x"), &Options::default());
    assert!(codes.contains(&"too-deep") || codes.contains(&"file-too-large"), "{codes:?}");
    let lists = |next: usize| format!("['${{self:a{next}}}', '${{self:a{next}}}']");
    let (_, codes) = value_with(&chain(&lists, "x"), &Options::default());
    assert!(codes.contains(&"too-deep") || codes.contains(&"file-too-large"), "{codes:?}");
    let long = format!("x: ${{self:{}}}", "a".repeat(2_000));
    is_wrong(&long, "invalid-template");
    let mut deepest = "x: ['${self:a0}']\n".to_owned();
    for level in 0..60 {
        deepest += &format!("a{level}: ['${{self:a{}}}']\n", level + 1);
    }
    deepest += "a60: 'y${self:t0}'\n";
    for level in 0..38 {
        deepest += &format!("t{level}: 'z${{self:t{}}}'\n", level + 1);
    }
    let (shown, codes) = value_with(&(deepest + "t38: end\n"), &Options::default());
    assert!(shown.contains("yz") && shown.contains("end") && codes.is_empty(), "{codes:?}");
}
