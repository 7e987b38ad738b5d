use super::*;

fn codes(text: &str) -> Vec<&'static str> {
    match read(&Source::new("x.yaml", text)) {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(|one| one.code.as_str()).collect(),
    }
}

#[test]
fn spans_are_bytes_also_after_wide_characters() {
    let text = "a: é\nroutes:\n  b: [x, yy]\n";
    let tree = read(&Source::new("x.yaml", text)).unwrap();
    let entry = tree.entry("routes").unwrap().value.entry("b").unwrap();
    let item = &entry.value.items()[1];
    let part = |span: Span| text.get(span.start as usize..span.end as usize);
    assert_eq!(part(item.span), Some("yy"));
    assert_eq!(part(entry.key_span), Some("b"));
}

#[test]
fn what_two_readers_could_read_differently_is_refused() {
    assert_eq!(codes("a: 1\na: 2\n"), ["duplicate-key"]);
    assert_eq!(codes("a: &x 1\nb: *x\n"), ["anchor-or-alias", "anchor-or-alias"]);
    assert_eq!(codes("a: {<<: {b: 1}}\n"), ["merge-key"]);
    assert_eq!(codes("a: !Ref x\n"), ["tag"]);
    assert_eq!(codes("a: 1\n---\nb: 2\n"), ["many-documents"]);
    assert_eq!(codes("? [a]\n: 1\n"), ["wrong-type"]);
}

#[test]
fn hidden_characters_are_refused_raw_and_escaped() {
    assert_eq!(codes("a: \u{202e}x\n"), ["forbidden-character"]);
    assert_eq!(codes("a: \"\\u202e\"\n"), ["forbidden-character"]);
    assert_eq!(codes("a: \"\\0\"\n"), ["forbidden-character"]);
    assert_eq!(codes("a: \u{0}\n"), ["forbidden-character"]);
}

#[test]
fn the_limits_hold() {
    assert_eq!(codes(&format!("{}{}", "[".repeat(33), "]".repeat(33))), ["too-deep"]);
    assert_eq!(codes(&format!("a: {}{}", "[".repeat(31), "]".repeat(31))), [""; 0]);
    assert_eq!(codes(&"[".repeat(1 << 20)).len(), 1, "ends at once, with one error");
    assert_eq!(codes(&format!("a: {}\n", "x".repeat(MAX_SCALAR_BYTES + 1))), ["scalar-too-long"]);
    let nested =
        (0..40).fold(String::new(), |text, level| format!("{text}{}k:\n", " ".repeat(level)));
    assert_eq!(codes(&nested), ["too-deep"]);
}

#[test]
fn more_values_than_the_memory_should_hold_are_refused() {
    let many = MAX_VALUES + 1;
    assert_eq!(codes(&format!("[{}]", "1,".repeat(many))), ["file-too-large"]);
    assert_eq!(codes(&"- 1\n".repeat(many)), ["file-too-large"]);
    assert_eq!(codes(&format!("# {}\na: 1\n", ",".repeat(MAX_VALUES))), [""; 0]);
}

#[test]
fn nothing_said_is_an_error() {
    for text in ["", "# only a comment\n", "---\n", "~\n"] {
        assert_eq!(codes(text), ["empty-document"], "{text:?}");
    }
}
