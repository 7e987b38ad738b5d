use engine::Code;

use super::*;

/// What was read, as compact as a test wants it: maps as `{k:v}`, texts in quotes.
fn show(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar { text, plain: true } => text.clone(),
        Kind::Scalar { text, plain: false } => format!("'{text}'"),
        Kind::List(items) => {
            format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(","))
        }
        Kind::Map(entries) => {
            let entry = |entry: &Entry| format!("{}:{}", entry.key, show(&entry.value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
        }
    }
}

fn shown(name: &str, text: &str) -> String {
    let (project, file) = Project::of_text(name, text);
    match read(&project, file) {
        Ok(node) => show(&node),
        Err(found) => found.iter().map(|one| one.code.as_str()).collect::<Vec<_>>().join(" "),
    }
}

fn yaml(text: &str) -> String {
    shown("t.yaml", text)
}

#[test]
fn a_tag_is_written_out_as_the_call_of_a_function() {
    assert_eq!(yaml("a: !Ref b"), "{a:{Ref:b}}");
    assert_eq!(yaml("a: !Sub 'x${b}'"), "{a:{Fn::Sub:'x${b}'}}");
    assert_eq!(yaml("a: !GetAtt b.c.d"), "{a:{Fn::GetAtt:['b','c.d']}}");
    assert_eq!(yaml("a: !If [c, !Ref d, {e: 1}]"), "{a:{Fn::If:[c,{Ref:d},{e:1}]}}");
    assert_eq!(yaml("a: !Condition b"), "{a:{Condition:b}}");
    assert_eq!(yaml("a: !!str 5"), "{a:'5'}");
    assert_eq!(yaml("a: !<tag:x.example,2000:y> 5"), "tag");
}

#[test]
fn anchors_and_merge_keys_stand_for_what_they_repeat() {
    assert_eq!(yaml("a: &x {b: 1, c: 2}\nd: *x\n"), "{a:{b:1,c:2},d:{b:1,c:2}}");
    assert_eq!(yaml("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n"), "{a:{b:1,c:2},d:{b:1,c:3}}");
    let list = "a: &x {b: 1}\ne: &y {b: 2, f: 3}\nd: {<<: [*x, *y]}\n";
    assert_eq!(yaml(list), "{a:{b:1},e:{b:2,f:3},d:{b:1,f:3}}");
    assert_eq!(yaml("a: {<<: 5}"), "wrong-type");
}

#[test]
fn what_tools_could_read_differently_is_refused() {
    assert_eq!(yaml("a: 1\na: 2\n"), "duplicate-key");
    assert_eq!(shown("t.json", "{\"a\": 1, \"a\": 2}"), "duplicate-key");
    assert_eq!(yaml("a: 1\n---\nb: 2\n"), "many-documents");
    assert_eq!(yaml("? [a]\n: 1\n"), "wrong-type");
    assert_eq!(yaml("# only a comment\n"), "empty-document");
}

#[test]
#[expect(clippy::format_push_string, reason = "the text is small")]
fn aliases_cannot_fill_the_memory() {
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let before = level - 1;
        bomb += &format!(
            "a{level}: &a{level} [*a{before},*a{before},*a{before},*a{before},*a{before}]\n"
        );
    }
    assert_eq!(yaml(&bomb), "file-too-large");
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), "*a,".repeat(100));
    assert_eq!(yaml(&long), "file-too-large");
    assert_eq!(yaml("a: &a [*a]"), "invalid-yaml");
}

#[test]
#[expect(clippy::format_push_string, reason = "the text is small")]
fn aliases_cannot_nest_without_end() {
    let mut text = "a0: &a0 x\n".to_owned();
    for level in 1..300 {
        text += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
    }
    assert_eq!(yaml(&text), "too-deep");
    assert_eq!(yaml(&"[".repeat(100)), "too-deep");
    assert_eq!(yaml(&format!("a: {}", "[".repeat(100))), "too-deep");
    assert_eq!(shown("t.json", &"{\"a\":".repeat(100)), "too-deep");
}

#[test]
fn json_may_hold_tabs_and_every_escape() {
    let text = "{\n\t\"a\":\t[1, -2.5e3, true, null, \"\"],\n\t\"b\": \"\\/ \\ud83d\\ude00 \\u00e9\\n\"\n}\n";
    assert_eq!(shown("t.json", text), "{a:[1,-2.5e3,true,null,''],b:'/ \u{1f600} é\n'}");
}

#[test]
fn broken_json_is_told_at_its_place() {
    for (text, column) in [("{\"a\" 1}", 6), ("{\"a\": \"x}", 10), ("{\"a\": 1,}", 9), ("{} x", 4)]
    {
        let (project, file) = Project::of_text("t.json", text);
        let found = read(&project, file).unwrap_err();
        let first = found.iter().next().unwrap();
        assert_eq!((first.code, first.location.column), (Code::InvalidJson, column), "{text}");
    }
    assert_eq!(shown("t.json", "{\"a\": \"\\ud83d\"}"), "invalid-json");
}

#[test]
fn flow_style_yaml_may_begin_with_a_brace() {
    assert_eq!(yaml("{a: 1, b: !Ref c} # said\n"), "{a:1,b:{Ref:c}}");
}

#[test]
fn places_are_bytes_also_after_wide_characters() {
    let (project, file) = Project::of_text("t.yaml", "a: é\nb: !Ref cc\n");
    let tree = read(&project, file).unwrap();
    let place = tree.get("b").unwrap().get("Ref").unwrap().place;
    assert_eq!(project.location(place).1, engine::Location { line: 2, column: 4 });
}
