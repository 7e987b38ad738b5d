//! Free JSON of a token's claims and header.
//!
//! Unlike `serde_json`'s own reading, a number that JSON does not have is an error and never null:
//! here null removes a claim.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Any JSON value.
#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub Value);

/// JSON values by name; null says something.
#[derive(Clone, Debug, Default, PartialEq, JsonSchema)]
#[schemars(transparent)]
pub struct JsonMap(pub Map<String, Value>);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_unit<E: Error>(self) -> Result<Json, E> {
                Ok(Json(Value::Null))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
                Ok(Json(value.into()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
                Ok(Json(value.into()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
                Ok(Json(value.into()))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
                let number = Number::from_f64(value);
                let error = || E::custom("JSON has no infinite numbers");
                number.map(|number| Json(number.into())).ok_or_else(error)
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
                Ok(Json(value.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                let mut list = Vec::new();
                while let Some(Json(item)) = items.next_element()? {
                    list.push(item);
                }
                Ok(Json(list.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Json, A::Error> {
                members(map).map(|members| Json(members.into()))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for JsonMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = JsonMap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of JSON values")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<JsonMap, A::Error> {
                members(map).map(JsonMap)
            }
        }
        // Not `deserialize_map`, which would take a lone `claims:` for an empty map.
        deserializer.deserialize_any(Reader)
    }
}

fn members<'de, A: MapAccess<'de>>(mut map: A) -> Result<Map<String, Value>, A::Error> {
    let mut members = Map::new();
    while let Some((name, Json(value))) = map.next_entry()? {
        members.insert(name, value);
    }
    Ok(members)
}
