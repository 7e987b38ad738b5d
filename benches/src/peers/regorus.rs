//! Regorus, compiled once for its register machine; rules are data, found by the route's name.

use regorus::{Value, languages::rego::compiler::Compiler, rvm::vm::RegoVM};
use serde_json::json;

use crate::decisions::{Question, Scenario};

const ENTRY: &str = "data.bench.allow";

/// Written so that a question is two look-ups, whatever the number of rules.
const POLICY: &str = "package bench\n\
    import rego.v1\n\
    default allow := false\n\
    allow if input.scopes[data.routes[input.route]]\n";

/// A machine with its program and data, and the inputs read already.
pub struct Regorus {
    machine: RegoVM,
    inputs: Vec<Value>,
}

impl std::fmt::Debug for Regorus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Regorus")
    }
}

impl Regorus {
    /// Compiles the rules of a scenario and reads its questions.
    pub fn new(scenario: &Scenario) -> Self {
        let routes: serde_json::Map<String, serde_json::Value> = scenario
            .scopes
            .iter()
            .enumerate()
            .map(|(route, scope)| (name(route), json!(scope)))
            .collect();
        let read = |value: serde_json::Value| {
            Value::from_json_str(&value.to_string()).expect("Regorus reads JSON")
        };
        let data = read(json!({ "routes": routes }));
        let mut engine = regorus::Engine::new();
        engine.add_policy("bench.rego".to_owned(), POLICY.to_owned()).expect("a valid policy");
        engine.add_data(data.clone()).expect("valid data");
        let policy = engine.compile_with_entrypoint(&ENTRY.into()).expect("a valid policy");
        let program = Compiler::compile_from_policy(&policy, &[ENTRY]).expect("a program");
        let mut machine = RegoVM::new_with_policy(policy);
        machine.load_program(program);
        machine.set_data(data).expect("valid data");
        let input = |question: &Question| {
            let own = scenario.callers[question.caller].iter();
            let scopes: serde_json::Map<_, _> = own.map(|own| (own.clone(), json!(true))).collect();
            read(json!({ "route": name(question.route), "scopes": scopes }))
        };
        let inputs = scenario.questions.iter().map(input).collect();
        Self { machine, inputs }
    }

    /// Answers a question by its index.
    #[inline]
    pub fn ask(&mut self, question: usize) -> bool {
        self.machine.set_input(self.inputs[question].clone());
        matches!(self.machine.execute(), Ok(Value::Bool(true)))
    }
}

fn name(route: usize) -> String {
    format!("r{route}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_as_intended() {
        let scenario = Scenario::generate(100);
        let (mut regorus, mut at) = (Regorus::new(&scenario), 0..);
        scenario.check("regorus", |_| regorus.ask(at.next().unwrap()));
    }
}
