//! Attributes of resources: what their blocks say, or names for what AWS will.

use engine::spell::quote;

use super::evaluator::Evaluator;
use super::module::Module;
use super::scope::Scope;
use super::term::{Instance, Kind, Term};
use crate::import::project::Place;
use crate::import::value::Text;

impl Evaluator<'_> {
    /// Works out an attribute of a resource: what its block says, or a name for what AWS will.
    pub(super) fn resource_attribute(&self, instance: &Instance, name: &str, place: Place) -> Term {
        let address = format!("{}.{name}", instance.address);
        let why = format!("{} is known when it is deployed", quote(&address));
        let hole = || Term::unknown(place, address.as_str(), why.as_str());
        let kind = self.module.resources.get(instance.resource).map_or("", |one| one.kind.as_str());
        match (kind, name) {
            (_, "id" | "arn") => return hole(),
            ("aws_cognito_user_pool", "endpoint") => return self.endpoint(instance, place),
            ("aws_cognito_resource_server", "scope_identifiers") => {
                return self.scope_identifiers(instance, place);
            }
            _ => {}
        }
        let told = self.within(instance, |block, scope| {
            let said = Module::attribute(block, name);
            let written = said.map(|said| self.once(&address, place, || self.term(said, scope)));
            let blocks = || {
                let any = block.body.get_blocks(name).next().is_some();
                any.then(|| self.nested(block, name, scope))
            };
            written.or_else(blocks)
        });
        told.flatten().filter(|term| !term.is_null()).unwrap_or_else(hole)
    }

    /// A pool's endpoint is its region's host and its id; the region may be the provider's.
    fn endpoint(&self, instance: &Instance, place: Place) -> Term {
        let hole = |name: &str| {
            let name = format!("{}.{name}", instance.address);
            let why = format!("{} is known when it is deployed", quote(&name));
            Term::unknown(place, name, why)
        };
        let own = self.within(instance, |block, _| {
            let elsewhere = ["provider", "region"];
            let elsewhere = elsewhere.iter().any(|name| Module::attribute(block, name).is_some());
            (!elsewhere).then(|| self.region()).flatten()
        });
        let Some(region) = own.flatten() else { return hole("endpoint") };
        let mut text = Text::literal(format!("cognito-idp.{region}.amazonaws.com/"));
        let _pushed = self.push(&mut text, &hole("id"));
        Term::new(place, Kind::Text(text))
    }

    /// Returns the region of the one AWS provider, when it is one whose hosts are amazonaws.com.
    fn region(&self) -> Option<String> {
        let mut providers = self.module.providers.iter().filter(|provider| {
            let name = provider.block.labels.first().map_or("", |label| label.as_str());
            name == "aws" && Module::attribute(provider.block, "alias").is_none()
        });
        let (provider, None) = (providers.next()?, providers.next()) else { return None };
        let region = Module::attribute(provider.block, "region")?;
        let region = self.term(region, &Scope::of_file(provider.file)).known()?;
        let known = ["us-east-", "us-west-", "eu-west-", "eu-central-", "eu-north-", "eu-south-"];
        let others = ["ap-", "sa-", "ca-", "af-", "me-", "il-", "mx-"];
        let usual = known.iter().chain(&others).any(|begins| region.starts_with(begins));
        let plain = region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (usual && plain).then_some(region)
    }

    /// `scope_identifiers` are `IDENTIFIER/NAME`.
    fn scope_identifiers(&self, instance: &Instance, place: Place) -> Term {
        let identifier = self.resource_attribute(instance, "identifier", place);
        let scopes = self.within(instance, |block, scope| self.nested(block, "scope", scope));
        let Some(scopes) = scopes else {
            return self.fresh(place, "the scopes of a resource server");
        };
        let Some(items) = scopes.items() else { return scopes };
        let mut all = Vec::new();
        for item in items {
            let name = self.attribute_of(item, "scope_name", place);
            let mut text = Text::default();
            for part in [&identifier, &Term::text(place, "/"), &name] {
                if let Err(instead) = self.push(&mut text, part) {
                    return instead;
                }
            }
            all.push(Term::new(name.place, Kind::Text(text)));
        }
        Term::list(place, all)
    }
}
