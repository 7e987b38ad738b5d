//! One line of the report: a goal of the project, what was measured, and whether it is met.

use serde_json::{Value, json};

/// What is compared, and the goal for the ratio of ours to the peer's.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The goal's id, with the aspect after a colon where it has several.
    pub id: &'static str,
    /// The unit of both values.
    pub unit: &'static str,
    /// The peer.
    pub peer: &'static str,
    /// The largest ratio, or the largest value of ours where there is no peer.
    pub goal: f64,
}

impl Target {
    /// A line for two values of one run.
    pub fn compared(&self, ours: f64, peer: f64, why: &str) -> Value {
        let ratio = ours / peer;
        self.line(Some(ours), Some(peer), Some(ratio), Some(ratio <= self.goal), why)
    }

    /// A line for a value that stands alone: the goal is its own limit.
    pub fn alone(&self, ours: f64, why: &str) -> Value {
        self.line(Some(ours), None, None, Some(ours <= self.goal), why)
    }

    /// A line for what could not be measured.
    pub fn unmeasured(&self, why: &str) -> Value {
        self.line(None, None, None, None, why)
    }

    fn line(
        &self,
        ours: Option<f64>,
        peer: Option<f64>,
        ratio: Option<f64>,
        is_met: Option<bool>,
        why: &str,
    ) -> Value {
        let short = |value: Option<f64>| value.map(|value| (value * 1_000.0).round() / 1_000.0);
        json!({
            "target": self.id, "ours": short(ours), "unit": self.unit, "peer": self.peer,
            "peer_value": short(peer), "ratio": short(ratio), "goal": self.goal, "met": is_met,
            "why": why,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target = Target { id: "x", unit: "ns", peer: "other", goal: 0.5 };

    #[test]
    fn a_goal_is_met_up_to_its_own_value() {
        assert_eq!(TARGET.compared(1.0, 2.0, "")["met"], json!(true));
        assert_eq!(TARGET.compared(1.1, 2.0, "")["met"], json!(false));
        assert_eq!(TARGET.alone(0.5, "")["met"], json!(true));
        assert_eq!(TARGET.alone(0.6, "")["met"], json!(false));
        assert_eq!(TARGET.unmeasured("later")["met"], Value::Null);
    }
}
