//! What is generated, and the spec that is written of it: a head that says what the rows are good
//! for, and the rows.

use std::io;

use crate::json_text::quoted;
use crate::visible::Visible;

/// Rows for a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The rows, as they stand under `cases:`, in the order of routes.
    pub rows: Vec<String>,
    /// Whether no fewer of the rows looked at would do; else none can be left out.
    pub is_minimal: bool,
    /// In how many ways clauses decide; each is shown.
    pub ways: usize,
    /// Mutants that rows fail for.
    pub killed: usize,
    /// Mutants that decide as the policy does.
    pub equivalent: usize,
    /// Mutants that no row fails for.
    pub left: Vec<Left>,
}

/// A mutant that no row fails for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The mistake.
    pub description: String,
    /// Why there is no row.
    pub why: String,
}

impl Generated {
    /// Writes the spec of a policy, given its path from the spec and the values of its parameters.
    /// Mutants that no row kills stand in it as comments.
    ///
    /// # Errors
    /// The text cannot be made; that does not happen for texts of ours.
    pub fn spec<'v>(
        &self,
        policy: &str,
        values: impl Iterator<Item = (&'v str, &'v str)>,
    ) -> io::Result<String> {
        let but = if self.left.is_empty() { "" } else { " but those told here" };
        let mut text = format!(
            "# Rows that show every way in which a clause of the policy decides, and fail for every mistake\n\
             # that `harness mutate` makes in it{but}: {}, {}.\n\
             # Written by `harness generate`; `--check` tells whether the policy still says the same.\n",
            self.rows.len(),
            self.least()
        );
        for left in &self.left {
            let (what, why) = (Visible(&left.description), Visible(&left.why));
            text.extend([format!("# No row fails for {what}: {why}\n")]);
        }
        text.extend(["version: 1\npolicy: ", &quoted(policy)?, "\n"]);
        let pairs =
            values.map(|(name, value)| Ok(format!("{}: {}", quoted(name)?, quoted(value)?)));
        let pairs = pairs.collect::<io::Result<Vec<_>>>()?;
        if !pairs.is_empty() {
            text.extend(["set: { ", &pairs.join(", "), " }\n"]);
        }
        text.push_str("cases:\n");
        for row in &self.rows {
            text.push_str(row);
            text.push('\n');
        }
        Ok(text)
    }

    /// Returns the word for how few the rows are.
    pub fn least(&self) -> &'static str {
        if self.is_minimal { "minimal" } else { "irredundant" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_row_tells_stands_on_one_line_of_the_head() {
        let left =
            Left { description: "GET /a: x\ndropped".to_owned(), why: "too large".to_owned() };
        let rows = vec!["  - name: \"a\"".to_owned()];
        let generated = Generated { rows, left: vec![left], ..Generated::default() };
        let text = generated.spec("p.yaml", std::iter::once(("a: b", "#c"))).unwrap();
        let told: Vec<&str> = text.lines().filter(|line| line.contains("No row fails")).collect();
        assert_eq!(told.len(), 1);
        assert!(
            told[0].starts_with("# No row fails for GET /a: x") && told[0].ends_with(": too large")
        );
        assert!(text.contains("in it but those told here: 1, irredundant.\n"), "{text}");
        assert!(text.ends_with("set: { \"a: b\": \"#c\" }\ncases:\n  - name: \"a\"\n"), "{text}");
    }
}
