//! Tables of text, read by the crate `csv`.

use std::borrow::ToOwned;
use std::collections::HashMap;
use std::format;
use std::path::{Path, PathBuf};
use std::string::{String, ToString};
use std::vec::Vec;

use csv::{Position, ReaderBuilder, StringRecord, Trim};

use crate::Scalar;
use crate::error::{DataError, Error};

/// How a table of text is read: fields between commas, names in the first line, RFC 4180's quotes; spaces round a field do not count.
///
/// ```
/// use layerproof::data::Csv;
///
/// # let path = std::env::temp_dir().join(format!("layerproof-doc-{}.csv", std::process::id()));
/// # std::fs::write(&path, "length,width,species\n5.1,3.5,setosa\n6.4,3.2,versicolor\n").unwrap();
/// let table = Csv::new().read(&path)?;
/// let x: Vec<[f32; 2]> = table.numbers(["length", "width"])?;
/// let species = table.classes("species")?;
/// assert_eq!(x, [[5.1, 3.5], [6.4, 3.2]]);
/// assert_eq!(species.indices, [0, 1]);
/// assert_eq!(species.names, ["setosa", "versicolor"]);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Csv {
    delimiter: u8,
    has_headers: bool,
}

impl Csv {
    /// Commas, and a line of names.
    pub const fn new() -> Self {
        Self {
            delimiter: b',',
            has_headers: true,
        }
    }

    /// What stands between two fields: `b';'`, `b'\t'`.
    #[must_use]
    pub const fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Whether the first line has the names of the columns; without names columns are counted from 0.
    #[must_use]
    pub const fn has_headers(mut self, has_headers: bool) -> Self {
        self.has_headers = has_headers;
        self
    }

    /// Reads a whole file.
    ///
    /// # Errors
    /// A file that cannot be read, is not UTF-8, is empty, or has a line with more or fewer fields than the first.
    pub fn read(self, path: impl AsRef<Path>) -> Result<Table, Error> {
        let path = path.as_ref();
        let fail = |line, reason: String| DataError {
            path: path.to_path_buf(),
            line,
            column: None,
            reason,
        };
        let bytes = std::fs::read(path).map_err(|error| fail(None, format!("cannot be read: {error}")))?;
        let mut reader = ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .trim(Trim::All)
            .flexible(true)
            .from_reader(&*bytes);
        let mut names: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        let mut width = None;
        for record in reader.records() {
            let mut record = record.map_err(|error| {
                let line = error
                    .position()
                    .map(|position| behind_empty_lines(&bytes, position).line());
                fail(line, error_without_position(&error))
            })?;
            let position = record.position().map(|position| behind_empty_lines(&bytes, position));
            let line = position.as_ref().map(Position::line);
            record.set_position(position);
            let expected = *width.get_or_insert(record.len());
            if record.len() != expected {
                let first = if self.has_headers {
                    "the line of names"
                } else {
                    "the first line"
                };
                let reason = format!("{} instead of the {expected} of {first}", fields(record.len()));
                return Err(fail(line, reason).into());
            }
            if names.is_none() && rows.is_empty() {
                record = without_mark(record);
                if self.has_headers {
                    names = Some(record.iter().map(ToOwned::to_owned).collect());
                    continue;
                }
            }
            rows.push(record);
        }
        if rows.is_empty() {
            return Err(fail(None, "has no rows".to_string()).into());
        }
        Ok(Table {
            path: path.to_path_buf(),
            names: names.unwrap_or_default(),
            rows,
        })
    }
}

impl Default for Csv {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a record begins: the reader's place is that before the empty lines that it leaves out.
fn behind_empty_lines(bytes: &[u8], position: &Position) -> Position {
    let mut position = position.clone();
    let rest = bytes.get(position.byte() as usize..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let lines = empty.filter(|&&byte| byte == b'\n').count();
    position.set_line(position.line() + lines as u64);
    position
}

fn fields(count: usize) -> String {
    if count == 1 {
        "has one field".to_string()
    } else {
        format!("has {count} fields")
    }
}

/// What the reader says, whose own words name the line a second time.
fn error_without_position(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8".to_string(),
        _ => format!("cannot be read: {error}"),
    }
}

/// Spreadsheets begin a file with the mark of a byte order.
fn without_mark(record: StringRecord) -> StringRecord {
    let Some(first) = record.get(0).and_then(|field| field.strip_prefix('\u{feff}')) else {
        return record;
    };
    let mut fields = StringRecord::from(std::vec![first.trim().trim_matches('"')]);
    fields.extend(record.iter().skip(1));
    fields.set_position(record.position().cloned());
    fields
}

/// A column: its name, or its number counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column<'a> {
    /// The name in the first line.
    Name(&'a str),
    /// The place in a line.
    Index(usize),
}

impl<'a> From<&'a str> for Column<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Column<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// A table that was read: what [`Csv::read`] gives.
#[derive(Debug, Clone)]
pub struct Table {
    path: PathBuf,
    names: Vec<String>,
    // At least one, of the same number of fields.
    rows: Vec<StringRecord>,
}

/// The classes of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Classes {
    /// The class of each row: what a sparse cross-entropy takes.
    pub indices: Vec<usize>,
    /// The name of each class: sorted, by value where all are numbers.
    pub names: Vec<String>,
}

impl Table {
    /// The number of rows, the line of names apart.
    #[expect(clippy::len_without_is_empty, reason = "a table without rows is an error of reading")]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// The names of the columns; none where the file has no line of names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Columns as numbers: a sample for each row, in the order of `columns`.
    ///
    /// # Errors
    /// A column that is not there, or is there twice; an empty field, or one that is no finite number.
    pub fn numbers<'a, T, C, const N: usize>(&self, columns: [C; N]) -> Result<Vec<[T; N]>, Error>
    where
        T: Scalar,
        C: Into<Column<'a>>,
    {
        let mut places = [0; N];
        for (place, column) in places.iter_mut().zip(columns) {
            *place = self.place(column.into())?;
        }
        let mut samples = std::vec![[T::ZERO; N]; self.rows.len()];
        for (row, sample) in samples.iter_mut().enumerate() {
            for (value, &place) in sample.iter_mut().zip(&places) {
                *value = self.parse(row, place, |field| {
                    let number = field.parse().ok().filter(|number: &T| number.is_finite());
                    number.ok_or_else(|| format!("`{field}` is no finite number"))
                })?;
            }
        }
        Ok(samples)
    }

    /// A column of yes and no: `1`, `true`, `yes`, or `0`, `false`, `no`, in letters of any case.
    ///
    /// # Errors
    /// A column that is not there, or is there twice; an empty field, or another word.
    pub fn flags<'a>(&self, column: impl Into<Column<'a>>) -> Result<Vec<bool>, Error> {
        let place = self.place(column.into())?;
        let flag = |field: &str| match field.to_lowercase().as_str() {
            "1" | "true" | "yes" => Ok(true),
            "0" | "false" | "no" => Ok(false),
            _ => Err(format!("`{field}` is neither yes nor no")),
        };
        (0..self.rows.len()).map(|row| self.parse(row, place, flag)).collect()
    }

    /// A column of names as classes, counted from 0 in the order of [`Classes::names`].
    ///
    /// # Errors
    /// A column that is not there, or is there twice; an empty field.
    pub fn classes<'a>(&self, column: impl Into<Column<'a>>) -> Result<Classes, Error> {
        let column = column.into();
        let place = self.place(column)?;
        let mut names = Vec::new();
        for row in 0..self.rows.len() {
            names.push(self.parse(row, place, Ok)?);
        }
        // Numbers by their values: 10 comes after 9.
        let value = |name: &str| name.parse::<f64>().ok().filter(|value| value.is_finite());
        if names.iter().all(|name| value(name).is_some()) {
            names.sort_by(|a, b| f64::total_cmp(&value(a).unwrap_or(0.0), &value(b).unwrap_or(0.0)).then(a.cmp(b)));
        } else {
            names.sort_unstable();
        }
        names.dedup();
        let names: Vec<String> = names.into_iter().map(ToOwned::to_owned).collect();
        Ok(Classes {
            indices: self.classes_of(column, &names)?,
            names,
        })
    }

    /// A column of names as classes that are known already: those of the data that a model was trained with.
    ///
    /// # Errors
    /// A column that is not there, or is there twice; an empty field, or a name that is not among `names`.
    pub fn classes_of<'a>(&self, column: impl Into<Column<'a>>, names: &[String]) -> Result<Vec<usize>, Error> {
        let place = self.place(column.into())?;
        let index: HashMap<&str, usize> = names.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
        let class = |field: &str| {
            let class = index.get(field).copied();
            class.ok_or_else(|| format!("`{field}` is none of the classes `{}`", names.join("`, `")))
        };
        (0..self.rows.len()).map(|row| self.parse(row, place, class)).collect()
    }

    /// Reads a field, which must not be empty.
    fn parse<'a, V>(
        &'a self,
        row: usize,
        place: usize,
        parse: impl Fn(&'a str) -> Result<V, String>,
    ) -> Result<V, Error> {
        let record = &self.rows[row];
        let value = match record.get(place) {
            None | Some("") => Err("is empty".to_string()),
            Some(field) => parse(field),
        };
        value.map_err(|reason| {
            DataError {
                path: self.path.clone(),
                line: record.position().map(Position::line),
                column: Some(self.names.get(place).map_or_else(|| place.to_string(), Clone::clone)),
                reason,
            }
            .into()
        })
    }

    fn place(&self, column: Column<'_>) -> Result<usize, Error> {
        let count = self.rows.first().map_or(0, StringRecord::len);
        let reason = match column {
            Column::Index(index) if index < count => return Ok(index),
            Column::Index(index) => format!("there is no column {index}: the {count} columns are counted from 0"),
            Column::Name(name) if self.names.is_empty() => {
                format!("there is no column `{name}`: the file is read without a line of names")
            }
            Column::Name(name) => {
                let mut places = self.names.iter().enumerate().filter(|place| place.1 == name);
                match (places.next(), places.next()) {
                    (Some((place, _)), None) => return Ok(place),
                    (Some(_), Some(_)) => format!("there are several columns `{name}`: say which by its number"),
                    _ => format!("there is no column `{name}`; there are `{}`", self.names.join("`, `")),
                }
            }
        };
        Err(DataError {
            path: self.path.clone(),
            line: None,
            column: None,
            reason,
        }
        .into())
    }
}
