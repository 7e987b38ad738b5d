//! The bugs: each a slip that the analysis could have been written with.

/// A bug in one file.
pub(crate) struct Bug {
    pub(crate) name: &'static str,
    /// The file, below `src/analysis`.
    pub(crate) file: &'static str,
    /// What stands there once, and what would stand there.
    pub(crate) edits: &'static [(&'static str, &'static str)],
}

impl Bug {
    /// Returns the file with the bug.
    pub(crate) fn planted(&self, text: &str) -> String {
        self.edits.iter().fold(text.to_owned(), |text, (good, bad)| text.replacen(good, bad, 1))
    }
}

pub(crate) const BUGS: &[Bug] = &[
    Bug {
        name: "a rival is taken for a stronger one",
        file: "space/walk.rs",
        edits: &[(
            "Step::Literal(_) => rivals.extend(variable(own).map(weaker)),",
            "Step::Literal(_) => rivals.extend(variable(own).map(stronger)),",
        )],
    },
    Bug {
        name: "a rival is taken for a weaker one",
        file: "space/walk.rs",
        edits: &[(
            "Step::Variable => rivals.extend(self.trie.child(own, text).map(stronger)),",
            "Step::Variable => rivals.extend(self.trie.child(own, text).map(weaker)),",
        )],
    },
    Bug {
        name: "paths are merged whatever greedy shapes they have passed",
        file: "space/walk.rs",
        edits: &[
            (
                "places.get(&context.reached)",
                "places.get(&Reached { passed: Vec::new(), ..context.reached.clone() })",
            ),
            (
                "places.insert(context.reached.clone(), kept.len())",
                "places.insert(Reached { passed: Vec::new(), ..context.reached.clone() }, kept.len())",
            ),
        ],
    },
    Bug {
        name: "of the least sets the told texts are forgotten",
        file: "space/least.rs",
        edits: &[(
            "one.winners == end.winners && one.told == end.told",
            "one.winners == end.winners",
        )],
    },
    Bug {
        name: "literals do not stand for a class that has no other texts",
        file: "space/classes.rs",
        edits: &[("        for text in literals {", "        for text in literals.drain(..0) {")],
    },
    Bug {
        name: "a claim is never an object",
        file: "theory.rs",
        edits: &[("        .chain([Value::Object(Object::default())])\n", "")],
    },
    Bug {
        name: "a claim is never a text that nobody names",
        file: "theory.rs",
        edits: &[(
            "named.into_iter().map(str::to_owned).chain(others)",
            "named.into_iter().map(str::to_owned).chain(others.into_iter().take(0))",
        )],
    },
    Bug {
        name: "the first scopes of a route are not asked for",
        file: "decided.rs",
        edits: &[(
            "            for (at, scopes) in requirement.scopes.iter().enumerate().rev() {",
            "            for (at, scopes) in requirement.scopes.iter().enumerate().skip(1).rev() {",
        )],
    },
    Bug {
        name: "only one guardrail has a say on a public route",
        file: "diff/alike.rs",
        edits: &[(
            "if is_old_public || is_new_public { old + new } else { old.max(new) }",
            "old.max(new)",
        )],
    },
    Bug {
        name: "two variables have no text in common",
        file: "bound.rs",
        edits: &[(
            "common.insert(claim.to_owned(), texts.into_iter().collect());",
            "common.insert(claim.to_owned(), texts.into_iter().take(0).collect());",
        )],
    },
    Bug {
        name: "the texts of authorizers are forgotten",
        file: "bound.rs",
        edits: &[(
            "for authorizer in &self.authorizers {",
            "for authorizer in self.authorizers.iter().take(0) {",
        )],
    },
    Bug {
        name: "tokens in two places say the same",
        file: "query.rs",
        edits: &[("if self.are_apart(cell) {", "if self.are_apart(cell) && old == new {")],
    },
];
