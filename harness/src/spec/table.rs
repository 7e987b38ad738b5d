//! Tables: each cell is a row of its own.

use std::collections::BTreeMap;

use engine::{Code, Diagnostics, Place, Span, spell::quote};

use super::{
    budget::Budget,
    case::{Case, CaseToken, Names},
    document::{ExpectationDocument, Listed, TableDocument, TablesDocument},
    expectation,
    request::{self, Request},
    token::{NONE, expand::Tokens},
};

/// The key that heads the columns.
const TOKENS: &str = "tokens";

/// A column of a table.
struct Column<'a> {
    name: &'a str,
    span: Span,
}

/// Reads tables.
pub(super) struct Reader<'r, 't> {
    pub(super) tokens: &'r mut Tokens<'t>,
    pub(super) names: &'r mut Names,
    pub(super) found: &'r mut Diagnostics,
    pub(super) budget: Budget,
    pub(super) cases: Vec<Case>,
}

impl Reader<'_, '_> {
    /// Reads what stands under `table:`.
    pub(super) fn read(&mut self, tables: &TablesDocument, place: Place<'_>) {
        match tables {
            TablesDocument::One(table) => self.table(table, place),
            TablesDocument::Many(tables) => {
                if tables.length == 0 {
                    self.refuse_empty("`table`", place);
                }
                for item in &tables.items {
                    self.table(&item.value, place.at(item.index));
                }
            }
        }
    }

    fn table(&mut self, table: &TableDocument, place: Place<'_>) {
        let heads = table.iter().find(|entry| entry.name == TOKENS);
        if !place.has(TOKENS) {
            let finding = place.key_finding(Code::MissingKey, "the key `tokens` is missing");
            self.found.push(finding.with_help("head the columns: `tokens: [none, reader]`"));
        }
        if place.names().all(|name| name == TOKENS) {
            self.refuse_empty("the table", place);
        }
        // Rows of a table whose head is wrong are read for their own mistakes alone.
        let columns = heads.map(|entry| self.columns(&entry.value, place.at(entry.index)));
        let rows = table.iter().filter(|entry| entry.name != TOKENS);
        for entry in rows {
            self.row(&entry.name, &entry.value, place.at(entry.index), columns.as_deref());
        }
    }

    fn refuse_empty(&mut self, what: &str, place: Place<'_>) {
        let finding = place.finding(Code::EmptyList, format!("{what} has no rows"));
        self.found.push(finding.with_help("write a row, or delete the table"));
    }

    /// Reads the heads; one that cannot be used is `None`, and its cells are no rows.
    fn columns<'a>(
        &mut self,
        heads: &'a Listed<ExpectationDocument>,
        place: Place<'_>,
    ) -> Vec<Option<Column<'a>>> {
        if heads.length == 0 {
            let finding = place.finding(Code::EmptyList, "`tokens` is empty");
            self.found.push(finding.with_help("name a token, or `none`"));
        }
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut columns: Vec<Option<Column<'a>>> = Vec::new();
        columns.resize_with(heads.length, || None);
        for item in &heads.items {
            let place = place.at(item.index);
            let ExpectationDocument::Word(name) = &item.value else {
                let message = "the name of a token is asked for";
                self.found.push(place.finding(Code::WrongType, message));
                continue;
            };
            let name = name.0.as_str();
            if let Some(first) = seen.insert(name, place.span()) {
                let message = format!("a second column is headed {}", quote(name));
                let finding = place.finding(Code::DuplicateCase, message);
                let finding = finding.with_related(place.source(), first, "the first one");
                self.found.push(finding);
                continue;
            }
            if name != NONE {
                self.tokens.use_by_row(name, place, self.found);
            }
            if let Some(column) = columns.get_mut(item.index) {
                *column = Some(Column { name, span: place.span() });
            }
        }
        columns
    }

    fn row(
        &mut self,
        key: &str,
        cells: &Listed<ExpectationDocument>,
        place: Place<'_>,
        columns: Option<&[Option<Column<'_>>]>,
    ) {
        let request = match request::line(key) {
            Ok(request) => request,
            Err(error) => {
                let mut finding =
                    error.finding(|message| place.key_finding(Code::InvalidRequest, message));
                if let Some(help) = request::meant_tokens(key) {
                    finding.help = Some(help.to_owned());
                }
                self.found.push(finding);
                return;
            }
        };
        let width = columns.map_or(cells.length, <[_]>::len);
        if cells.length != width {
            let (is, are) = (cells.length, width);
            let message = format!("the row has {} for {}", count(is, "cell"), count(are, "token"));
            let finding = place.finding(Code::RowWidth, message);
            self.found.push(finding.with_help("write one cell under each token"));
        }
        for item in &cells.items {
            let place = place.at(item.index);
            match columns.map(|columns| columns.get(item.index)) {
                Some(Some(Some(column))) => self.cell(&request, key, column, &item.value, place),
                Some(_) | None => drop(expectation::read::read(&item.value, place, self.found)),
            }
        }
    }

    fn cell(
        &mut self,
        request: &Request,
        key: &str,
        column: &Column<'_>,
        document: &ExpectationDocument,
        place: Place<'_>,
    ) {
        let expectation = expectation::read::read(document, place, self.found);
        let name = format!("{key} as {}", column.name);
        // The request stands in the row and in its name; the name is kept twice.
        let bytes = size_of::<Case>() + key.len() * 3 + column.name.len() * 3;
        if !self.budget.spend(bytes) {
            let message = "the rows written out take more than 512 MiB";
            self.found.push(place.finding(Code::FileTooLarge, message));
            return;
        }
        self.names.note(&name, place, self.found);
        let token = if column.name == NONE {
            if request.holds_token() {
                self.found.push(request::without_token(place));
            }
            CaseToken::None
        } else {
            CaseToken::Named(column.name.to_owned())
        };
        let start = place.source().start(place.span());
        self.cases.push(Case {
            name,
            line: start.line,
            column: start.column,
            span: place.span(),
            request: request.clone(),
            token,
            expectation,
            skip: None,
            token_span: column.span,
        });
    }
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
