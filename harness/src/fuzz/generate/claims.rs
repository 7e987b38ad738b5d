//! Claims: what a requirement asks for, then some of it left out, missed by little, or of another
//! type.

use engine::{ClaimCondition, ClaimTest, Number, Requirement, Sign, Value as Own};
use serde_json::{Map, Value, json};

use crate::fuzz::{
    random::Random,
    vocabulary::{Vocabulary, asked_by},
};

/// Most guardrails that one payload is made for.
const MOST_GUARDRAILS: usize = 4;

/// Makes a payload that a requirement takes more often than not.
pub(super) fn guided(
    vocabulary: &Vocabulary<'_>,
    asked: Option<&Requirement>,
    variables: &[(String, String)],
    random: &mut Random,
) -> Map<String, Value> {
    let mut payload = Map::new();
    let mut scopes = Vec::new();
    let mut wanted: Vec<&Requirement> = asked.into_iter().collect();
    if random.chance(60) {
        let guardrails = vocabulary.policy.guardrails();
        let some =
            (0..guardrails.len().min(MOST_GUARDRAILS)).filter_map(|_| random.pick(guardrails));
        wanted.extend(some.filter_map(asked_by));
    }
    for requirement in wanted {
        take_scopes(requirement, &mut scopes, random);
        for condition in &requirement.claims {
            if random.chance(90) {
                add(&mut payload, condition, meeting(condition, variables, random));
            }
        }
    }
    for _ in 0..random.below(3) {
        scopes.extend(random.pick(&vocabulary.scopes).map(|scope| (*scope).to_owned()));
    }
    if let Some(condition) = random.pick(&vocabulary.conditions)
        && random.chance(40)
    {
        let near = meeting(condition, variables, random).map(|value| near(&value, random));
        add(&mut payload, condition, near);
    }
    write_scopes(&mut payload, &scopes, random);
    payload
}

fn take_scopes(requirement: &Requirement, scopes: &mut Vec<String>, random: &mut Random) {
    for one in &requirement.scopes {
        let any = random.pick(&one.any_of).into_iter();
        for scope in any.chain(&one.all_of) {
            if random.chance(93) {
                scopes.push(scope.as_str().to_owned());
            }
        }
    }
}

/// In each form that issuers write, and in some that give no scopes.
fn write_scopes(payload: &mut Map<String, Value>, scopes: &[String], random: &mut Random) {
    let (name, value) = match random.below(40) {
        0 => ("scope", Value::Null),
        1 => ("scope", json!(7)),
        2 => ("scope", json!([scopes.join(" "), 7])),
        3 => ("scope", json!(scopes.join("\t"))),
        4 => ("scope", json!(scopes.join(" ").to_ascii_uppercase())),
        5..=9 => ("scope", json!(scopes)),
        10..=13 => ("scp", json!(scopes)),
        14 => ("scp", json!(scopes.join(" "))),
        _ if scopes.is_empty() => return,
        _ => ("scope", json!(scopes.join(" "))),
    };
    // A condition may look into the claim itself.
    payload.entry(name).or_insert(value);
    if random.chance(3) {
        payload.entry("scp").or_insert_with(|| json!(scopes));
    }
}

/// A value that one of the condition's tests takes; none where that is no claim at all.
fn meeting(
    condition: &ClaimCondition,
    variables: &[(String, String)],
    random: &mut Random,
) -> Option<Value> {
    let scalar = |value: Option<&Own>| value.map_or(Value::Null, json_of);
    let value = match random.pick(&condition.tests)? {
        ClaimTest::Present(false) => return None,
        ClaimTest::Present(true) => json!("x"),
        ClaimTest::Equals(value) => json_of(value),
        ClaimTest::AnyOf(values) => scalar(random.pick(values)),
        ClaimTest::AllOf(values) => Value::Array(values.iter().map(json_of).collect()),
        ClaimTest::NoneOf(values) => near(&scalar(random.pick(values)), random),
        ClaimTest::AtLeast(number) | ClaimTest::AtMost(number) => number_of(*number),
        ClaimTest::Glob(glob) => json!(random.pick(glob.alternatives()).map(instance)),
        ClaimTest::PathVariable(name) => {
            let own = variables.iter().find(|(key, _)| key == name);
            own.map_or_else(|| json!("acme"), |(_, text)| json!(text))
        }
    };
    let in_array = !value.is_array() && random.chance(10);
    Some(if in_array { json!([value, "other"]) } else { value })
}

fn instance(flat: &engine::Flat) -> String {
    let text = |sign: &Sign| match sign {
        Sign::Literal(character) => *character,
        Sign::One | Sign::Many | Sign::Segments => 'q',
    };
    flat.signs().iter().map(text).collect()
}

/// A value beside another: a little off, of another type, or the same.
fn near(value: &Value, random: &mut Random) -> Value {
    match (random.below(9), value) {
        (0, _) => Value::Null,
        (1, other) => json!([other]),
        (2, other) => json!({ "a": other }),
        (3, Value::String(text)) => json!(text.to_ascii_uppercase()),
        (4 | 5, Value::String(text)) => json!(format!("{text}x")),
        (3, Value::Number(number)) => json!(number.to_string()),
        (4, Value::Number(number)) => json!(number.as_f64().map(|number| number + 1.0)),
        (5, Value::Number(number)) => json!(number.as_f64().map(|number| number - 0.5)),
        (3, Value::Bool(value)) => json!(value.to_string()),
        (4, Value::Bool(value)) => json!(!value),
        (5, Value::Array(items)) => json!(items.get(1..)),
        (6, _) => json!(""),
        (7, _) => json!([]),
        (_, same) => same.clone(),
    }
}

/// Puts a value where a condition looks; with one there already, now and then both in an array.
fn add(payload: &mut Map<String, Value>, condition: &ClaimCondition, value: Option<Value>) {
    let Some(value) = value else { return };
    let name = condition.claim.as_str();
    let Some(pointer) = name.strip_prefix('/') else {
        let both = match payload.get(name) {
            Some(Value::String(own)) if value.is_string() && value != **own => {
                json!([own, value])
            }
            Some(Value::Array(own)) if value.is_string() => {
                Value::Array(own.iter().chain([&value]).cloned().collect())
            }
            Some(_) | None => value,
        };
        payload.insert(name.to_owned(), both);
        return;
    };
    let steps: Vec<String> =
        pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let Some((last, way)) = steps.split_last() else { return };
    let mut at = payload;
    for step in way {
        let slot = at.entry(step.as_str()).or_insert_with(|| json!({}));
        if !slot.is_object() {
            *slot = json!({});
        }
        let Some(next) = slot.as_object_mut() else { return };
        at = next;
    }
    at.insert(last.clone(), value);
}

fn json_of(value: &Own) -> Value {
    match value {
        Own::Null => Value::Null,
        Own::Bool(value) => json!(value),
        Own::Number(number) => number_of(*number),
        Own::String(text) => json!(text),
        Own::List(items) => Value::Array(items.iter().map(json_of).collect()),
        Own::Object(object) => Value::Object(
            object.iter().map(|(name, value)| (name.to_owned(), json_of(value))).collect(),
        ),
    }
}

fn number_of(number: Number) -> Value {
    match number {
        Number::Integer(value) => i64::try_from(value)
            .map(Value::from)
            .or_else(|_large| u64::try_from(value).map(Value::from))
            .unwrap_or(Value::Null),
        Number::Float(value) => json!(value),
    }
}
