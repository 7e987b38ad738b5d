//! JSON Schema of the spec format, for editors that complete and check while one types.
//!
//! The shapes with visitors of their own are described here; the rest is derived from the document
//! types. A schema knows shapes only: `harness check` knows all rules.

use std::borrow::Cow;

use engine::schema::schema_of;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::{
    document::{
        CaseTokenDocument, ExpectationDocument, ExpectationParts, HeaderDocument, Listed,
        RequestDocument, RequestParts, RequireDocument, RequireParts, SpecDocument, TablesDocument,
        TokenDocument,
    },
    reason::Reason,
};

/// Returns the JSON Schema (draft 2020-12) of a spec.
pub fn spec_schema() -> Value {
    schema_of::<SpecDocument>("https://json-schema.org/spec-v1")
}

impl<T: JsonSchema> JsonSchema for Listed<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Listed{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": generator.subschema_for::<T>() })
    }
}

impl JsonSchema for HeaderDocument {
    fn schema_name() -> Cow<'static, str> {
        "Header".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let list = json_schema!({ "type": "array", "items": { "type": "string" } });
        json_schema!({ "anyOf": [{ "type": "string" }, list] })
    }
}

impl JsonSchema for RequestDocument {
    fn schema_name() -> Cow<'static, str> {
        "Request".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`METHOD /path?query`, or a map of its parts.",
            "anyOf": [
                { "type": "string", "pattern": "^\\S+ /" },
                generator.subschema_for::<RequestParts>(),
            ]
        })
    }
}

impl JsonSchema for ExpectationDocument {
    fn schema_name() -> Cow<'static, str> {
        "Expectation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let words: Vec<&str> =
            ["allow", "deny"].into_iter().chain(Reason::ALL.iter().map(|one| one.name)).collect();
        json_schema!({
            "description": "`allow`, `deny`, a status, a reason, or a map of parts.",
            "anyOf": [
                { "enum": words },
                { "enum": [200, 400, 401, 403, 404] },
                generator.subschema_for::<ExpectationParts>(),
            ]
        })
    }
}

impl JsonSchema for CaseTokenDocument {
    fn schema_name() -> Cow<'static, str> {
        "CaseToken".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The name of a token, `none`, or a token said in place.",
            "anyOf": [{ "type": "string" }, generator.subschema_for::<TokenDocument>()]
        })
    }
}

impl JsonSchema for RequireDocument {
    fn schema_name() -> Cow<'static, str> {
        "InvariantRequire".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names = json_schema!({ "type": "array", "items": { "type": "string" } });
        json_schema!({
            "description": "Names of the policy's requirements, or a map of what is asked for.",
            "anyOf": [names, generator.subschema_for::<RequireParts>()]
        })
    }
}

impl JsonSchema for TablesDocument {
    fn schema_name() -> Cow<'static, str> {
        "Tables".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = json_schema!({
            "type": "object",
            "properties": { "tokens": { "type": "array", "items": { "type": "string" } } },
            "required": ["tokens"],
            "additionalProperties": generator.subschema_for::<Listed<ExpectationDocument>>(),
        });
        json_schema!({
            "description": "One table, or a list of tables.",
            "anyOf": [table, { "type": "array", "items": table }]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_names_every_key_of_a_spec() {
        let schema = spec_schema();
        let keys: Vec<&str> =
            schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        for key in ["version", "policy", "set", "now", "tokens", "table", "cases", "invariants"] {
            assert!(keys.contains(&key), "{key} is not in {keys:?}");
        }
        assert_eq!(schema["required"], serde_json::json!(["version", "policy"]));
        assert_eq!(schema["additionalProperties"], false);
    }

    #[test]
    fn a_table_asks_for_its_tokens() {
        let text = spec_schema().to_string();
        assert!(text.contains(r#""required":["tokens"]"#), "{text}");
        assert!(text.contains("claim_mismatch"), "{text}");
    }
}
