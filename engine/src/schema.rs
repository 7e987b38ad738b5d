//! JSON Schema of the policy format, for editors that complete and check while one types.
//!
//! The shapes with visitors of their own are described here; the rest is derived from the document
//! types. A schema knows shapes only: `harness check` knows all rules.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::document::{
    ClaimDocument, OperatorsDocument, PolicyDocument, QuantifiedScopes, ScopesDocument,
};
use crate::text::{Named, PlainNumber, Scalar};

/// Returns the JSON Schema (draft 2020-12) of a policy.
pub fn policy_schema() -> Value {
    schema_of::<PolicyDocument>("https://json-schema.org/policy-v1")
}

/// Returns the JSON Schema of a document type under an identifier.
pub fn schema_of<T: JsonSchema>(id: &str) -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema: Value = generator.into_root_schema_for::<T>().into();
    drop_null(&mut schema);
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), id.into());
    }
    schema
}

/// An optional key may be missing; a key that is there says something.
fn drop_null(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Array(types)) = object.get_mut("type") {
                types.retain(|one| one != "null");
            }
            if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type").is_none_or(|one| one != "null"));
            }
            if object.get("default").is_some_and(Value::is_null) {
                object.remove("default");
            }
            object.values_mut().for_each(drop_null);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_null),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
    }
}

impl JsonSchema for Scalar {
    fn schema_name() -> Cow<'static, str> {
        "Scalar".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

impl JsonSchema for PlainNumber {
    fn schema_name() -> Cow<'static, str> {
        "PlainNumber".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

impl JsonSchema for ScopesDocument {
    fn schema_name() -> Cow<'static, str> {
        "Scopes".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One scope, or a map of `any_of` and `all_of`.",
            "anyOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 1 },
                generator.subschema_for::<QuantifiedScopes>(),
            ]
        })
    }
}

impl JsonSchema for ClaimDocument {
    fn schema_name() -> Cow<'static, str> {
        "Claim".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A value that the claim equals, or a map of operators that all hold.",
            "anyOf": [
                generator.subschema_for::<Scalar>(),
                generator.subschema_for::<OperatorsDocument>(),
            ]
        })
    }
}
