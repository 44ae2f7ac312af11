//! A validator for the part of JSON Schema that the schema of traces uses. A field that the schema does not name is an
//! error.

use serde_json::Value;
use std::collections::BTreeSet;

/// Checks a document.
pub(crate) fn check(schema: &Value, document: &Value) -> Result<(), String> {
    let validator = Validator { root: schema };
    validator.check_all(schema, document, "$")
}

struct Validator<'a> {
    root: &'a Value,
}

/// The fields of an object that a schema names.
type Seen = BTreeSet<String>;

impl Validator<'_> {
    /// Checks a value with everything in it.
    fn check_all(&self, schema: &Value, value: &Value, path: &str) -> Result<(), String> {
        let seen = self.check(schema, value, path)?;
        let mut fields = value
            .as_object()
            .into_iter()
            .flat_map(|fields| fields.keys());
        match fields.find(|field| !seen.contains(*field)) {
            Some(field) => Err(format!("{path}.{field} is not in the schema")),
            None => Ok(()),
        }
    }

    /// Returns the fields that the schema names.
    fn check(&self, schema: &Value, value: &Value, path: &str) -> Result<Seen, String> {
        let mut seen = Seen::new();
        if let Some(reference) = schema["$ref"].as_str() {
            let target = self.root.pointer(&reference[1..]);
            let target = target.ok_or_else(|| format!("{reference} is nowhere"))?;
            seen.extend(self.check(target, value, path)?);
        }
        let is_type = |name: &Value| match name.as_str().unwrap_or_default() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            "integer" => value.is_i64() || value.is_u64(),
            other => panic!("no such type: {other}"),
        };
        let is_right = match &schema["type"] {
            Value::Null => true,
            Value::Array(names) => names.iter().any(is_type),
            name => is_type(name),
        };
        if !is_right {
            return Err(format!("{path} is not {}: {value}", schema["type"]));
        }
        let one_of_these = schema["enum"].as_array();
        let is_known = one_of_these.is_none_or(|these| these.contains(value));
        if !is_known || schema.get("const").is_some_and(|only| only != value) {
            return Err(format!("{path} has another value: {value}"));
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            seen.extend(self.check(part, value, path)?);
        }
        for choice in ["anyOf", "oneOf"] {
            let Some(choices) = schema[choice].as_array() else {
                continue;
            };
            let results = choices.iter().map(|each| self.check(each, value, path));
            let (right, wrong): (Vec<_>, Vec<_>) = results.partition(Result::is_ok);
            if right.is_empty() {
                let why: Vec<String> = wrong.into_iter().filter_map(Result::err).collect();
                return Err(format!("{path} fits none: {}", why.join("; ")));
            }
            seen.extend(right.into_iter().flatten().flatten());
        }
        if let Some(fields) = value.as_object() {
            for required in schema["required"].as_array().into_iter().flatten() {
                let name = required.as_str().unwrap_or_default();
                if !fields.contains_key(name) {
                    return Err(format!("{path}.{name} is missing"));
                }
            }
            for (name, field) in fields {
                let path = format!("{path}.{name}");
                let known = schema["properties"].get(name);
                if let Some(schema) = known.or_else(|| schema.get("additionalProperties")) {
                    self.check_all(schema, field, &path)?;
                    seen.insert(name.clone());
                }
            }
        }
        for (at, item) in value.as_array().into_iter().flatten().enumerate() {
            if let Some(schema) = schema.get("items") {
                self.check_all(schema, item, &format!("{path}[{at}]"))?;
            }
        }
        Ok(seen)
    }
}
