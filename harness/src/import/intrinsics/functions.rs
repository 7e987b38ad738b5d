//! The functions that make values: each as `CloudFormation` documents it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::Code;
use engine::spell::quote;

use super::resolver::Resolver;
use super::truth::Truth;
use crate::import::project::Place;
use crate::import::template::{Kind, Node};
use crate::import::value::{Shape, Text, Value};

impl Resolver<'_> {
    pub(super) fn call(&self, name: &str, argument: &Node, place: Place) -> Value {
        match (name, argument.items()) {
            ("Ref", _) => match argument.text() {
                Some(name) => self.reference(name, place),
                None => self.misused(name, argument),
            },
            ("Fn::GetAtt", [resource, attribute, ..]) => {
                let attribute = self.value(attribute);
                match (resource.text(), attribute.known()) {
                    (Some(resource), Some(attribute)) => self.attribute(resource, attribute, place),
                    _ => self.misused(name, argument),
                }
            }
            ("Fn::GetAtt", []) => match argument.text().and_then(|text| text.split_once('.')) {
                Some((resource, attribute)) => self.attribute(resource, attribute, place),
                None => self.misused(name, argument),
            },
            ("Fn::Sub", _) => self.sub(argument, place),
            ("Fn::If", [condition, then, otherwise]) => {
                self.choose(condition, then, otherwise, place)
            }
            ("Fn::Join", [delimiter, list]) => self.join(delimiter, list, place),
            ("Fn::Split", [delimiter, text]) => self.split(delimiter, text, place),
            ("Fn::Select", [index, list]) => self.select(index, list, place),
            ("Fn::FindInMap", [map, top, second, rest @ ..]) => {
                self.find_in_map([map, top, second], rest.first(), place)
            }
            ("Fn::Length", _) => match self.value(argument).list() {
                Some(items) => Value::literal(place, items.len().to_string()),
                None => self.not_known(name, place),
            },
            ("Fn::Base64", _) => match self.value(argument).known() {
                Some(text) => Value::literal(place, STANDARD.encode(text)),
                None => self.not_known(name, place),
            },
            ("Fn::ToJsonString", _) => match json(&self.value(argument)) {
                Some(json) => Value::literal(place, json.to_string()),
                None => self.not_known(name, place),
            },
            ("Fn::ImportValue", _) => {
                let export = self.value(argument);
                let shown = export.text().map_or_else(String::new, ToString::to_string);
                let why = format!("the export {} of another stack", quote(&shown));
                // An export may have the name of a resource, and is none.
                self.unknown(place, format!("ImportValue {shown}"), why)
            }
            // What only a deployment can tell, and what nobody here has heard of.
            _ => self.not_known(name, place),
        }
    }

    fn choose(&self, condition: &Node, then: &Node, otherwise: &Node, place: Place) -> Value {
        let truth = match condition.text() {
            Some(name) => self.condition(name, condition),
            None => self.truth(condition),
        };
        match truth {
            Truth::Yes => self.value(then),
            Truth::No => self.value(otherwise),
            Truth::Unknown(symbol) => {
                let name = condition.text().unwrap_or("condition");
                let (shown, why) = (quote(name), &symbol.why);
                let why = format!("the condition {shown} is not decided: {why}");
                let (then, otherwise) = (self.value(then), self.value(otherwise));
                if then.shape == otherwise.shape {
                    return then;
                }
                self.unknown(place, format!("If {name} {}", self.line(place)), why)
            }
        }
    }

    fn join(&self, delimiter: &Node, list: &Node, place: Place) -> Value {
        let (delimiter, list) = (self.value(delimiter), self.value(list));
        let (Some(delimiter), Some(items)) = (delimiter.text(), list.list()) else {
            return self.not_known("Fn::Join", place);
        };
        let mut text = Text::default();
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                text.push(delimiter);
            }
            let Some(item) = item.text().filter(|item| item.holes().all(|hole| !hole.many)) else {
                return self.not_known("Fn::Join", place);
            };
            text.push(item);
            if !self.spend(text.len() / 16, place) {
                break;
            }
        }
        Value { place, shape: Shape::Text(text) }
    }

    fn split(&self, delimiter: &Node, text: &Node, place: Place) -> Value {
        let (delimiter, text) = (self.value(delimiter), self.value(text));
        let known = delimiter.known().filter(|known| !known.is_empty()).zip(text.known());
        let Some((delimiter, text)) = known else { return self.not_known("Fn::Split", place) };
        self.spend(text.len(), place);
        let items = text.split(delimiter).map(|item| Value::literal(place, item)).collect();
        Value { place, shape: Shape::List(items) }
    }

    fn select(&self, index: &Node, list: &Node, place: Place) -> Value {
        let (index, list) = (self.value(index), self.value(list));
        let (Some(index), Some(items)) = (index.known(), list.list()) else {
            return self.not_known("Fn::Select", place);
        };
        if let Some(item) = index.parse::<usize>().ok().and_then(|index| items.get(index)) {
            return item.clone();
        }
        let message = format!("`Fn::Select` finds no item {}", quote(index));
        self.report(place, Code::InvalidTemplate, message);
        self.not_known("Fn::Select", place)
    }

    fn find_in_map(&self, keys: [&Node; 3], options: Option<&Node>, place: Place) -> Value {
        let values = keys.map(|key| self.value(key));
        let [Some(map), Some(top), Some(second)] =
            [&values[0], &values[1], &values[2]].map(Value::known)
        else {
            return self.not_known("Fn::FindInMap", place);
        };
        let found = self.mappings.and_then(|maps| maps.get(map)?.get(top)?.get(second));
        if let Some(node) = found {
            return self.literal(node);
        }
        if let Some(default) = options.and_then(|options| options.get("DefaultValue")) {
            return self.value(default);
        }
        let message = format!("no mapping has {}", quote(&format!("{map}.{top}.{second}")));
        self.report(place, Code::InvalidTemplate, message);
        self.not_known("Fn::FindInMap", place)
    }

    /// A mapping holds texts and lists of texts, and no functions.
    fn literal(&self, node: &Node) -> Value {
        let place = node.place;
        let item = |node: &Node| Value::literal(node.place, node.text().unwrap_or(""));
        self.spend(node.items().len(), place);
        match &node.kind {
            Kind::List(items) => {
                Value { place, shape: Shape::List(items.iter().map(item).collect()) }
            }
            Kind::Scalar { .. } | Kind::Map(_) => item(node),
        }
    }

    fn misused(&self, name: &str, argument: &Node) -> Value {
        let message = format!("{} cannot take this", quote(name));
        self.report(argument.place, Code::InvalidTemplate, message.as_str());
        self.unknown(argument.place, name, message)
    }

    /// Each call that cannot be worked out is a symbol of its own.
    fn not_known(&self, name: &str, place: Place) -> Value {
        let why = format!("{} is worked out when the stack is deployed", quote(name));
        self.unknown(place, format!("{name} {}", self.line(place)), why)
    }

    fn line(&self, place: Place) -> String {
        let location = self.project.location(place).1;
        format!("{}:{}", location.line, location.column)
    }
}

fn json(value: &Value) -> Option<serde_json::Value> {
    Some(match &value.shape {
        Shape::Null => serde_json::Value::Null,
        Shape::Text(text) => serde_json::Value::from(text.known()?),
        Shape::List(items) => items.iter().map(json).collect::<Option<Vec<_>>>()?.into(),
        Shape::Map(members) => {
            let member = |member: &crate::import::value::Member| {
                Some((member.key.clone(), json(&member.value)?))
            };
            serde_json::Value::Object(members.iter().map(member).collect::<Option<_>>()?)
        }
    })
}
