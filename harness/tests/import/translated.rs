//! What AWS's SAM translator wrote, as rows.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::rows::Row;

/// The translator's output, its conditions decided.
pub(crate) struct Output {
    root: Value,
}

impl Output {
    pub(crate) fn new(root: Value) -> Self {
        Self { root }
    }

    pub(crate) fn resource(&self, name: &str) -> &Value {
        &self.root["Resources"][name]
    }

    fn holds(&self, name: &str) -> bool {
        self.decide(&self.root["Conditions"][name])
    }

    fn decide(&self, condition: &Value) -> bool {
        let (function, argument) = condition.as_object().unwrap().iter().next().unwrap();
        let items = || argument.as_array().unwrap().iter();
        match function.as_str() {
            "Condition" => self.holds(argument.as_str().unwrap()),
            "Fn::Equals" => self.scalar(&argument[0]) == self.scalar(&argument[1]),
            "Fn::And" => items().all(|one| self.decide(one)),
            "Fn::Or" => items().any(|one| self.decide(one)),
            "Fn::Not" => !self.decide(&argument[0]),
            other => panic!("the condition {other}"),
        }
    }

    fn scalar(&self, value: &Value) -> Value {
        match value["Ref"].as_str() {
            Some(name) => self.root["Parameters"][name]["Default"].clone(),
            None => value.clone(),
        }
    }

    /// Takes the branch of each `Fn::If`; what `AWS::NoValue` takes away is nothing.
    fn taken<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        if value["Ref"] == "AWS::NoValue" {
            return None;
        }
        match value["Fn::If"].as_array() {
            Some(branches) => {
                let holds = self.holds(branches[0].as_str().unwrap());
                self.taken(&branches[if holds { 1 } else { 2 }])
            }
            None => Some(value),
        }
    }

    /// Returns the paths of operations with several security requirements: which of them holds is
    /// not known, and what we do with them is another test's.
    pub(crate) fn unclear(&self, api: &str) -> Vec<Row> {
        let body = &self.resource(api)["Properties"]["Body"];
        let several = |operation: &Value| {
            operation["security"].as_array().is_some_and(|security| security.len() > 1)
        };
        let mut unclear = Vec::new();
        for (path, item) in body["paths"].as_object().into_iter().flatten() {
            let Some(item) = self.taken(item) else { continue };
            for (method, operation) in item.as_object().unwrap() {
                if self.taken(operation).is_some_and(several) {
                    unclear.push(row(body, path, method, operation));
                }
            }
        }
        unclear
    }

    /// The HTTP APIs that are deployed, each with its rows.
    pub(crate) fn apis(&self) -> BTreeMap<String, Vec<Row>> {
        let resources = self.root["Resources"].as_object().unwrap().iter();
        let apis = resources.filter(|(_, one)| {
            one["Type"] == "AWS::ApiGatewayV2::Api"
                && one["Properties"]["ProtocolType"] != "WEBSOCKET"
                && one["Condition"].as_str().is_none_or(|name| self.holds(name))
        });
        apis.map(|(name, one)| (name.clone(), self.rows(&one["Properties"]["Body"]))).collect()
    }

    fn rows(&self, body: &Value) -> Vec<Row> {
        let mut rows = Vec::new();
        for (path, item) in body["paths"].as_object().into_iter().flatten() {
            let Some(item) = self.taken(item) else { continue };
            let methods = item.as_object().unwrap().iter();
            for (method, operation) in methods.filter(|(name, _)| *name != "parameters") {
                let Some(operation) = self.taken(operation) else { continue };
                rows.push(row(body, path, method, operation));
            }
        }
        rows.sort();
        rows
    }
}

pub(crate) fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    match value.as_array() {
        Some(items) => items.iter().map(text).collect(),
        None if value.is_null() => Vec::new(),
        None => vec![text(value)],
    }
}

fn row(body: &Value, path: &str, method: &str, operation: &Value) -> Row {
    let route = match (path.trim_start_matches('/'), method) {
        ("$default", "x-amazon-apigateway-any-method") => "$default".to_owned(),
        (_, "x-amazon-apigateway-any-method") => format!("ANY {path}"),
        (_, method) => format!("{} {path}", method.to_uppercase()),
    };
    let asked = operation["security"][0].as_object().and_then(|one| one.iter().next());
    let asked = asked.filter(|(name, _)| *name != "NONE");
    let authorizer = asked.map(|(name, _)| name.clone());
    let scheme = &body["components"]["securitySchemes"][authorizer.as_deref().unwrap_or("")];
    let configuration = &scheme["x-amazon-apigateway-authorizer"]["jwtConfiguration"];
    Row {
        route,
        issuer: texts(&configuration["issuer"]).pop(),
        audience: texts(&configuration["audience"]),
        authorizer,
        scopes: asked.map_or_else(Vec::new, |(_, scopes)| texts(scopes)),
    }
}
