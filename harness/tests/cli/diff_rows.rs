//! The rows that `harness diff` prints: they hold for the new policy and fail on the old one.

use crate::harness::Folder;

/// Whatever an authorizer comes to trust, a row can say what the old policy made of such a token.
#[test]
fn rows_about_an_authorizer_hold_for_the_new_policy() {
    let authorizer = |body: &str| {
        format!(
            "version: 1\nauthorizers:\n  a: {{ {body} }}\ndefault_authorizer: a\n\
             routes:\n  GET /x: {{ scopes: r }}\n"
        )
    };
    let base = "issuer: https://one.example, audience: [x], algorithms: [RS256]";
    let others = [
        base.replace("[RS256]", "[RS256, ES256]"),
        base.replace("[RS256]", "[RS256, RS384]"),
        base.replace("[RS256]", "[ES256]"),
        base.replace("[x]", "[x, y]"),
        base.replace("[x]", "[y]"),
        base.replace("one", "two"),
        format!("{base}, leeway_seconds: 60"),
        format!("{base}, identity_source: $request.header.X-Partner"),
    ];
    for other in others {
        for (old, new) in [(base, &*other), (&*other, base)] {
            let folder =
                Folder::with(&[("old.yaml", &authorizer(old)), ("new.yaml", &authorizer(new))]);
            let call = ["diff", "old.yaml", "new.yaml", "--format", "json"];
            let report = folder.call(&call).exits(1).json();
            let differences = report["differences"].as_array().unwrap();
            assert!(!differences.is_empty(), "{other}");
            let mut spec = "version: 1\npolicy: new.yaml\ncases:\n".to_owned();
            let rows = differences.iter().map(|one| one["row"].as_str().unwrap());
            let rows: Vec<&str> = rows.filter(|row| !row.is_empty()).collect();
            assert!(!rows.is_empty(), "{old}\n{new}");
            spec.push_str(&rows.join("\n"));
            spec.push('\n');
            folder.write("spec.yaml", &spec);
            let answer = folder.call(&["run", "spec.yaml"]);
            assert_eq!(answer.code, 0, "{old}\n{new}\n{spec}\n{}", answer.out);
            // Each shows the difference: none holds for the old one.
            let answer = folder.call(&["run", "spec.yaml", "--policy", "old.yaml"]).exits(1);
            let none = format!("0 passed, {} failed", rows.len());
            assert!(answer.out.contains(&none), "{old}\n{new}\n{spec}\n{}", answer.out);
        }
    }
}

#[test]
fn a_preflight_is_a_row_and_keys_of_another_source_are_none() {
    let base = "version: 1\nauthorizers:\n  a: { issuer: https://one.example, audience: [x], \
                algorithms: [ES256], jwks_uri: https://one.example/a }\ndefault_authorizer: a\n\
                routes:\n  GET /x: {}\n";
    let cors = format!("{base}cors: {{ allow_origins: ['*'] }}\n");
    let keys = base.replace("example/a }", "example/b }");
    let files = [("old.yaml", base), ("cors.yaml", &cors), ("keys.yaml", &keys)];
    let folder = Folder::with(&files);
    for (old, new) in [("old.yaml", "cors.yaml"), ("cors.yaml", "old.yaml")] {
        let report = folder.call(&["diff", old, new, "--format", "json"]).exits(1).json();
        let row = report["differences"][0]["row"].as_str().unwrap();
        folder.write("spec.yaml", format!("version: 1\npolicy: {new}\ncases:\n{row}\n"));
        folder.call(&["run", "spec.yaml"]).exits(0);
        folder.call(&["run", "spec.yaml", "--policy", old]).exits(1).says("0 passed, 1 failed");
    }
    let answer = folder.call(&["diff", "old.yaml", "keys.yaml"]).exits(1);
    assert!(!answer.out.contains("to paste"), "{}", answer.out);
    answer.says("no row can say this request");
}
