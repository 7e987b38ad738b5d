//! Services that mean harm, and services that are large.

use engine::Code;

use super::read;

#[test]
fn hostile_variables_are_refused_soon() {
    let mut circle = "custom:\n".to_owned();
    for at in 0..2_000 {
        circle += &format!("  c{at}: ${{self:custom.c{}}}\n", (at + 1) % 2_000);
    }
    circle += "functions: { f: { events: [{ httpApi: \"${self:custom.c0}\" }] } }\n";
    let mut doubling = "custom:\n  d0: xxxxxxxx\n".to_owned();
    for at in 1..40 {
        doubling += &format!("  d{at}: \"${{self:custom.d{0}}}${{self:custom.d{0}}}\"\n", at - 1);
    }
    doubling += "functions: { f: { events: [{ httpApi: \"${self:custom.d38}\" }] } }\n";
    let mut wide = "custom:\n  w0: [1, 2, 3, 4, 5, 6, 7, 8]\n".to_owned();
    for at in 1..30 {
        let one = format!("'${{self:custom.w{}}}'", at - 1);
        wide += &format!("  w{at}: [{}]\n", [one.as_str(); 8].join(", "));
    }
    wide += "functions: { f: { events: [{ httpApi: \"${self:custom.w29}\" }] } }\n";
    let deep = format!("custom: \"{}\"\nfunctions: ${{self:custom}}\n", "${self:a".repeat(50_000));
    let mut many = "functions:\n".to_owned();
    for at in 0..20_000 {
        many += &format!("  f{at}: {{ events: [{{ httpApi: \"${{self:x.y}}\" }}] }}\n");
    }
    for text in [circle, doubling, wide, deep, many] {
        let imported = read(&text);
        assert!(imported.policy.is_none() && imported.found.has_errors());
    }
}

#[test]
fn large_services_are_merged_soon() {
    let part = |from: usize| -> String {
        let one = |at: usize| format!("      R{at}: {{ Type: AWS::SQS::Queue }}\n");
        (from..from + 20_000).map(one).collect()
    };
    let (one, other) = (part(0), part(10_000));
    let text = format!(
        "functions: {{ f: {{ events: [{{ httpApi: GET /x }}] }} }}\nresources:\n  - Resources:\n{one}  - Resources:\n{other}"
    );
    let codes: Vec<Code> = read(&text).found.iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::FileTooLarge]);
}
