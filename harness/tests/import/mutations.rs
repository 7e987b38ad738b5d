//! Templates with slips in them: every one is imported or refused, and what is imported is valid.

use std::fs;
use std::path::Path;

use engine::{Policy, Settings, Source};
use harness::import::model::{Access, Reach};
use harness::import::project::Project;
use harness::import::{Options, import_project};
use proptest::prelude::*;

/// Every template beside the policies written by hand.
fn templates() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/templates");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|one| one.unwrap().path()).collect();
    paths.retain(|path| !path.to_str().unwrap().ends_with(".policy.yaml"));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// A change of one line: left out, said twice, or with a part of it replaced.
#[derive(Clone, Debug)]
enum Slip {
    LeaveOut,
    Twice,
    Replace(&'static str, &'static str),
}

fn slip() -> impl Strategy<Value = Slip> {
    let replaced = prop::sample::select(vec![
        ("!Ref", "!GetAtt"),
        ("Api", "!ImportValue x"),
        ("JWT", "CUSTOM"),
        (":", ": !If [Nobody, a, b] #"),
        ("[", "{"),
        ("{", "["),
        ("/", "//"),
        ("GET", "get"),
        ("https", "${x}"),
        (" ", "\t"),
        ("a", "\u{202e}"),
        ("\"", ""),
        ("e", "${Env}"),
        (", ", ", null, "),
    ]);
    prop_oneof![
        Just(Slip::LeaveOut),
        Just(Slip::Twice),
        replaced.prop_map(|(from, to)| Slip::Replace(from, to)),
    ]
}

fn slipped(text: &str, slips: &[(prop::sample::Index, Slip)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (at, slip) in slips {
        if lines.is_empty() {
            break;
        }
        let at = at.index(lines.len());
        match slip {
            Slip::LeaveOut => drop(lines.remove(at)),
            Slip::Twice => lines.insert(at, lines[at].clone()),
            Slip::Replace(from, to) => lines[at] = lines[at].replacen(from, to, 1),
        }
    }
    lines.join("\n")
}

proptest! {
    #[test]
    fn a_slip_is_imported_soundly_or_refused(
        which in any::<prop::sample::Index>(),
        slips in prop::collection::vec((any::<prop::sample::Index>(), slip()), 1..4),
        skip_refused in any::<bool>(),
    ) {
        let templates = templates();
        let text = slipped(which.get::<String>(&templates), &slips);
        let (project, file) = Project::of_text("t.yaml", &text);
        let options = Options { skip_refused, ..Options::default() };
        let imported = import_project(project, &[file], &options);
        let unwritable = "cannot be written as a policy";
        prop_assert!(!imported.found.iter().any(|one| one.message.contains(unwritable)), "{text}");
        let Some(policy) = &imported.policy else {
            prop_assert!(imported.found.has_errors(), "nothing and no reason:\n{text}");
            return Ok(());
        };
        let source = Source::new("policy.yaml", policy.as_str());
        let settings = Settings { leave_unset: true, ..Settings::default() };
        let valid = Policy::from_source(&source, &settings);
        prop_assert!(valid.is_ok(), "{valid:?}\n{policy}");
        // Every route of the model is a route, a guardrail or a comment of the policy.
        for route in &imported.api().unwrap().routes {
            let known = match (&route.access, &route.reach) {
                (Access::Public { .. } | Access::Protected { .. }, reach) => {
                    matches!(reach, Reach::Key(_)) && policy.contains(&reach.to_string())
                }
                (Access::Refused(_), _) => policy.contains("# refused: "),
                (Access::Absent { .. }, _) => policy.contains("# not deployed: "),
            };
            prop_assert!(known, "{:?}\n{policy}", route.reach);
        }
    }
}
