//! Which opened checks can hold together of one token.

use super::{Check, Credentials};
use crate::analysis::{
    diagram::{Diagram, Node},
    refusal::Refusal,
};

impl Credentials<'_> {
    /// Returns where facts that are opened hold together.
    ///
    /// # Errors
    /// The diagram is full.
    pub fn theory(&self, diagram: &mut Diagram) -> Result<Node, Refusal> {
        let mut all = Node::TRUE;
        for source in 0..self.sources.len() {
            let one_of = |wanted: fn(&Check) -> bool| -> Vec<u32> {
                let own = (0..).zip(&self.facts).filter(|(_, (own, _))| *own == source);
                own.filter(|(_, (_, check))| wanted(check)).map(|(number, _)| number).collect()
            };
            for group in [
                one_of(|check| matches!(check, Check::Algorithm(_))),
                one_of(|check| matches!(check, Check::Key(_))),
                one_of(|check| matches!(check, Check::Issuer(_))),
            ] {
                let most_one = at_most_one(diagram, &group)?;
                all = diagram.and(all, most_one)?;
            }
            let lives = one_of(|check| matches!(check, Check::Lives(_)));
            let begun = one_of(|check| matches!(check, Check::Begun(_)));
            let issued = one_of(|check| matches!(check, Check::Issued(_)));
            for group in [&lives, &begun, &issued] {
                let rising = rising(diagram, group)?;
                all = diagram.and(all, rising)?;
            }
            // A token that lives by leeway alone ends before now, and must have begun before that.
            let sound = one_of(|check| matches!(check, Check::Sound));
            let dead = diagram.any_of(lives.last().copied())?;
            let dead = diagram.not(dead)?;
            let plainly = diagram.any_of(lives.first().copied())?;
            let before =
                diagram.all_of(begun.first().into_iter().chain(issued.first()).copied())?;
            let fits = diagram.or(plainly, before)?;
            let fits = diagram.or(dead, fits)?;
            let sound = diagram.any_of(sound)?;
            let fits = diagram.choose(sound, fits, Node::TRUE)?;
            all = diagram.and(all, fits)?;
        }
        Ok(all)
    }
}

fn at_most_one(diagram: &mut Diagram, facts: &[u32]) -> Result<Node, Refusal> {
    let (mut none, mut any) = (Node::TRUE, Node::TRUE);
    for fact in facts.iter().rev() {
        any = diagram.node(*fact, any, none)?;
        none = diagram.node(*fact, none, Node::FALSE)?;
    }
    Ok(any)
}

/// Where one fact holds, so do those after it.
fn rising(diagram: &mut Diagram, facts: &[u32]) -> Result<Node, Refusal> {
    let (mut all, mut any) = (Node::TRUE, Node::TRUE);
    for fact in facts.iter().rev() {
        any = diagram.node(*fact, any, all)?;
        all = diagram.node(*fact, Node::FALSE, all)?;
    }
    Ok(any)
}
