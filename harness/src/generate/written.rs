//! The spec that is written: a head that says what the rows are good for, and the rows.

use std::io;

use super::Generated;
use crate::json_text::quoted;
use crate::visible::Visible;

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
        let mut text = format!(
            "# Rows that show every way in which a clause of the policy decides, and fail for every mistake\n\
             # that `harness mutate` makes in it: {}, {}.\n\
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
