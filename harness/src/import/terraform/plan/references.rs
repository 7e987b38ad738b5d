//! `configuration`: the references of arguments that have no value yet.
//!
//! An argument that names exactly one resource by its id has that id; through modules, too. Any
//! other argument keeps its own name.

use std::collections::BTreeMap;

use engine::spell::quote;

use super::super::resource::Resource;
use crate::import::template::Node;
use crate::import::value::{Shape, Value};

/// The arguments that are ids of resources, and the types of those.
const IDS: &[(&str, &str)] = &[
    ("api_id", "aws_apigatewayv2_api"),
    ("authorizer_id", "aws_apigatewayv2_authorizer"),
    ("user_pool_id", "aws_cognito_user_pool"),
];
/// Longest way of a reference through modules.
const MOST_STEPS: usize = 32;

/// What `configuration` says.
#[derive(Debug)]
pub(super) struct References<'t> {
    root: Option<&'t Node>,
    /// The instances of each resource by its address without keys.
    instances: BTreeMap<String, Vec<usize>>,
}

impl<'t> References<'t> {
    pub(super) fn of(tree: &'t Node, resources: &[Resource]) -> Self {
        let root = tree.get("configuration").and_then(|one| one.get("root_module"));
        let mut instances: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, resource) in resources.iter().enumerate() {
            instances.entry(without_keys(&resource.address)).or_default().push(at);
        }
        Self { root, instances }
    }

    /// Returns the arguments of a resource, unknown ids named by what they refer to.
    pub(super) fn filled(&self, resource: &Resource, resources: &[Resource]) -> Value {
        let mut properties = resource.properties.clone();
        let Shape::Map(members) = &mut properties.shape else { return properties };
        for member in members {
            let kind = IDS.iter().find(|(name, _)| *name == member.key).map(|(_, kind)| *kind);
            let (Some(kind), Some(_)) = (kind, member.value.unknown()) else { continue };
            if let Some(found) = self.target(resource, &member.key, kind, resources) {
                let name = format!("{}.id", found.address);
                let why = format!("{} is known after the plan is applied", quote(&name));
                member.value = Value::hole(member.value.place, name, why);
            }
        }
        properties
    }

    fn target<'r>(
        &self,
        resource: &Resource,
        argument: &str,
        kind: &str,
        resources: &'r [Resource],
    ) -> Option<&'r Resource> {
        let (modules, own) = split(&without_keys(&resource.address));
        let module = self.module(&modules)?;
        let declared = module.get("resources").map_or(&[][..], Node::items).iter();
        let mut declared =
            declared.filter(|one| one.get("address").and_then(Node::text) == Some(own.as_str()));
        let expression = declared.next()?.get("expressions")?.get(argument)?;
        let (modules, address) = self.follow(expression, modules, MOST_STEPS)?;
        let wanted = join(&modules, &address);
        // The key of an instance of several is told only where it is written.
        let exact = resources.iter().find(|one| one.kind == kind && one.address == wanted);
        exact.or_else(|| {
            let found = self.instances.get(&without_keys(&wanted))?;
            let [only] = found.as_slice() else { return None };
            let only = resources.get(*only)?;
            (only.kind == kind && !address.contains('[')).then_some(only)
        })
    }

    fn module(&self, path: &[String]) -> Option<&'t Node> {
        path.iter().try_fold(self.root?, |module, name| {
            module.get("module_calls")?.get(name)?.get("module")
        })
    }

    /// Follows an expression that is one reference to the resource whose id it is.
    fn follow(
        &self,
        expression: &Node,
        mut modules: Vec<String>,
        steps: usize,
    ) -> Option<(Vec<String>, String)> {
        let steps = steps.checked_sub(1)?;
        let reference = only_reference(expression)?;
        let mut parts = reference.split('.');
        match (parts.next()?, parts.next()?) {
            ("var", name) => {
                let name = name.to_owned();
                let called = modules.pop()?;
                let call = self.module(&modules)?.get("module_calls")?.get(&called)?;
                self.follow(call.get("expressions")?.get(&name)?, modules, steps)
            }
            ("module", name) => {
                let output = parts.next()?;
                modules.push(name.to_owned());
                let module = self.module(&modules)?;
                let output = module.get("outputs")?.get(output)?.get("expression")?;
                self.follow(output, modules, steps)
            }
            ("local" | "data" | "each" | "count" | "self" | "path" | "terraform", _) => None,
            _ => Some((modules, reference.strip_suffix(".id")?.to_owned())),
        }
    }
}

/// Returns the one reference of an expression. Terraform lists `a.b.id` and, as less exact ways to
/// say it, `a.b`; anything else beside it makes the expression unclear.
fn only_reference(expression: &Node) -> Option<&str> {
    let listed = expression.get("references")?.items();
    let texts: Vec<&str> = listed.iter().filter_map(Node::text).collect();
    let longest = texts.iter().copied().max_by_key(|text| text.len())?;
    let begins = |text: &&str| {
        let rest = longest.strip_prefix(*text);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    texts.iter().all(begins).then_some(longest)
}

/// Returns an address without the keys of its instances. Keys may hold any character.
fn without_keys(address: &str) -> String {
    let (mut made, mut inside, mut quoted, mut escaped) = (String::new(), false, false, false);
    for sign in address.chars() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if inside => quoted = !quoted,
            '[' if !quoted => inside = true,
            ']' if !quoted => inside = false,
            other if !inside => made.push(other),
            _ => {}
        }
    }
    made
}

/// Splits an address without keys into its modules and the rest.
fn split(address: &str) -> (Vec<String>, String) {
    let (mut modules, mut rest) = (Vec::new(), address);
    while let Some((name, behind)) =
        rest.strip_prefix("module.").and_then(|rest| rest.split_once('.'))
    {
        modules.push(name.to_owned());
        rest = behind;
    }
    (modules, rest.to_owned())
}

fn join(modules: &[String], address: &str) -> String {
    let mut made = String::new();
    for name in modules {
        made.extend(["module.", name, "."]);
    }
    made + address
}
