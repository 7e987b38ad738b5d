//! Arrays: any set of items, as far as their kinds go together with those that are named.

use engine::Value;

use super::{registered::Rule, setting::Setting};
use crate::analysis::{
    claim::{Fact, Kind},
    diagram::{Diagram, Node},
    refusal::Refusal,
};

/// Returns where the facts that hold are those of some array.
pub(super) fn arrays(diagram: &mut Diagram, setting: Setting<'_>) -> Result<Node, Refusal> {
    let Setting { claim, rule, .. } = setting;
    if !rule.admits_arrays() {
        return Ok(Node::FALSE);
    }
    let texts_only = matches!(rule, Rule::Audience(_));
    let mut all = Node::FALSE;
    // Which kinds of items there are: one way when nobody looks, else each.
    for held in 0..1_u32 << Kind::ITEMS.len() {
        let kinds: Vec<Kind> = (0..)
            .zip(Kind::ITEMS)
            .filter(|(place, _)| held >> place & 1 == 1)
            .map(|(_, kind)| kind)
            .collect();
        let fits = if claim.looks_inside {
            !texts_only || kinds == [Kind::String]
        } else if texts_only {
            kinds == [Kind::String]
        } else {
            kinds.len() == Kind::ITEMS.len()
        };
        if fits {
            let some = of_kinds(diagram, setting, &kinds)?;
            all = diagram.or(all, some)?;
        }
    }
    match (rule, hidden_audience(setting)) {
        (Rule::Audience(audience), None) => {
            let names = audience.iter().map(|name| Value::String(name.clone()));
            let facts = names.filter_map(|name| claim.number(Fact::Equals(&name)));
            let one = diagram.any_of(facts.collect::<Vec<_>>())?;
            diagram.and(all, one)
        }
        _ => Ok(all),
    }
}

/// Returns where the facts are those of an array with items of these kinds, and of no other.
fn of_kinds(diagram: &mut Diagram, setting: Setting<'_>, kinds: &[Kind]) -> Result<Node, Refusal> {
    let Setting { claim, texts, .. } = setting;
    let facts: Vec<(u32, Fact<'_>)> = (claim.first..).zip(claim.facts()).collect();
    let mut node = Node::TRUE;
    for (number, fact) in facts.iter().rev() {
        let holds = match fact {
            Fact::Is(kind) => Some(*kind == Kind::Array),
            Fact::Holds(kind) => Some(kinds.contains(kind)),
            Fact::Takes(_) | Fact::AtLeast(_) | Fact::AtMost(_) => Some(false),
            Fact::Bound(position) if texts.iter().any(|(own, _)| own == position) => Some(false),
            Fact::Bound(_) => None,
            Fact::Equals(value) => {
                let never = value.as_str().is_some_and(|text| Rule::never_holds(&claim.path, text));
                let may = !never && Kind::of(value).is_some_and(|kind| kinds.contains(&kind));
                if may { None } else { Some(false) }
            }
        };
        node = match holds {
            None => node,
            Some(true) => diagram.node(*number, Node::FALSE, node)?,
            Some(false) => diagram.node(*number, node, Node::FALSE)?,
        };
    }
    // There are only two booleans: when both are named, an array with one has a named one.
    let booleans: Vec<u32> = [true, false]
        .iter()
        .filter_map(|own| claim.number(Fact::Equals(&Value::Bool(*own))))
        .collect();
    if claim.looks_inside && kinds.contains(&Kind::Bool) && booleans.len() == 2 {
        let one = diagram.any_of(booleans)?;
        node = diagram.and(node, one)?;
    }
    Ok(node)
}

/// Returns an audience that no condition names, so that an array can hold it unseen.
pub(super) fn hidden_audience(setting: Setting<'_>) -> Option<Value> {
    let Rule::Audience(names) = setting.rule else { return None };
    let mut names = names.iter().map(|name| Value::String(name.clone()));
    names.find(|name| !setting.claim.values.contains(name))
}
