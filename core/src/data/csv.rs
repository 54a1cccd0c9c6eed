//! Tables of text, read by the crate `csv`.

use std::borrow::ToOwned;
use std::format;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::string::{String, ToString};
use std::sync::Arc;
use std::vec::Vec;

use csv::{Position, Reader, ReaderBuilder, StringRecord};

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
        let mut reader = self.rows(path);
        let rows = reader
            .by_ref()
            .map(|row| Ok(row?.record))
            .collect::<Result<Vec<_>, Error>>()?;
        let header = reader.header.unwrap_or_else(|| Arc::new(Header::of(&reader.path)));
        if rows.is_empty() {
            return Err(header.error(None, None, "has no rows".to_string()));
        }
        Ok(Table { header, rows })
    }

    /// Reads a file row by row, for those that are larger than the memory:
    /// [`Compiled::fit_generator`](crate::training::Compiled::fit_generator) shows how to train with it. A file that cannot be read, is not
    /// UTF-8, or has a line with more or fewer fields than the first gives an error in the row's place, and ends there. Columns are found
    /// faster by their numbers than by their names.
    ///
    /// ```
    /// use layerproof::data::Csv;
    ///
    /// # let path = std::env::temp_dir().join(format!("layerproof-rows-{}.csv", std::process::id()));
    /// # std::fs::write(&path, "length,width,grows\n5.1,3.5,yes\n6.4,3.2,no\n").unwrap();
    /// for row in Csv::new().rows(&path) {
    ///     let row = row?;
    ///     let x: [f32; 2] = row.numbers(["length", "width"])?;
    ///     println!("{x:?} {}", row.flag("grows")?);
    /// }
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    pub fn rows(self, path: impl AsRef<Path>) -> Rows {
        Rows {
            csv: self,
            path: path.as_ref().to_path_buf(),
            reader: None,
            header: None,
            record: StringRecord::new(),
            is_done: false,
        }
    }
}

impl Default for Csv {
    fn default() -> Self {
        Self::new()
    }
}

fn fields(count: usize) -> String {
    if count == 1 {
        "has one field".to_string()
    } else {
        format!("has {count} fields")
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

/// The bytes that are read at a time.
const BUFFER: usize = 1 << 16;

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

/// The rows of a file, one after the other: what [`Csv::rows`] gives.
#[derive(Debug)]
pub struct Rows {
    csv: Csv,
    path: PathBuf,
    /// Once the file is open.
    reader: Option<Reader<File>>,
    /// Once the first line is read.
    header: Option<Arc<Header>>,
    /// The line that was read last: its memory is used again.
    record: StringRecord,
    is_done: bool,
}

impl Rows {
    /// The next row; `None` at the end of the file.
    fn read(&mut self) -> Result<Option<Row>, Error> {
        let unread = |reason| Header::of(&self.path).error(None, None, reason);
        let reader = match &mut self.reader {
            Some(reader) => reader,
            none => {
                let file = File::open(&self.path).map_err(|error| unread(format!("cannot be read: {error}")))?;
                let mut builder = ReaderBuilder::new();
                builder
                    .delimiter(self.csv.delimiter)
                    .has_headers(false)
                    .flexible(true)
                    .buffer_capacity(BUFFER);
                none.insert(builder.from_reader(file))
            }
        };
        loop {
            let is_row = reader.read_record(&mut self.record).map_err(|error| {
                let reason = match error.kind() {
                    csv::ErrorKind::Utf8 { .. } => "is not UTF-8".to_string(),
                    _ => format!("cannot be read: {error}"),
                };
                Header::of(&self.path).error(error.position(), None, reason)
            })?;
            if !is_row {
                return Ok(None);
            }
            let Some(header) = &self.header else {
                let record = without_mark(self.record.clone());
                let names = || record.iter().map(|name| name.trim().to_owned()).collect();
                let names = self.csv.has_headers.then(names);
                let header = self.header.insert(Arc::new(Header {
                    path: self.path.clone(),
                    width: record.len(),
                    names: names.unwrap_or_default(),
                }));
                if self.csv.has_headers {
                    continue;
                }
                let header = Arc::clone(header);
                return Ok(Some(Row { header, record }));
            };
            if self.record.len() != header.width {
                let first = if self.csv.has_headers {
                    "the line of names"
                } else {
                    "the first line"
                };
                let reason = format!(
                    "{} instead of the {} of {first}",
                    fields(self.record.len()),
                    header.width
                );
                return Err(header.error(self.record.position(), None, reason));
            }
            let (header, record) = (Arc::clone(header), self.record.clone());
            return Ok(Some(Row { header, record }));
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Row, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let row = self.read().transpose();
        self.is_done = !matches!(row, Some(Ok(_)));
        row
    }
}

/// What all rows of a file have in common.
#[derive(Debug, Default)]
struct Header {
    path: PathBuf,
    width: usize,
    names: Vec<String>,
}

impl Header {
    fn of(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            ..Self::default()
        }
    }

    #[cold]
    fn error(&self, position: Option<&Position>, place: Option<usize>, reason: String) -> Error {
        let name = |place: usize| self.names.get(place).cloned().unwrap_or_else(|| place.to_string());
        DataError {
            path: self.path.clone(),
            line: position.and_then(|position| line_at(&self.path, position.byte())),
            column: place.map(name),
            reason,
        }
        .into()
    }

    /// Which of the fields a column is.
    fn place(&self, column: Column<'_>) -> Result<usize, Error> {
        let reason = match column {
            Column::Index(index) if index < self.width => return Ok(index),
            Column::Index(index) => {
                let count = self.width;
                format!("there is no column {index}: the {count} columns are counted from 0")
            }
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
        Err(self.error(None, None, reason))
    }

    fn places<'a, C: Into<Column<'a>>, const N: usize>(&self, columns: [C; N]) -> Result<[usize; N], Error> {
        let mut places = [0; N];
        for (place, column) in places.iter_mut().zip(columns) {
            *place = self.place(column.into())?;
        }
        Ok(places)
    }

    /// Reads a field, which must not be empty.
    fn parse<'r, V>(
        &self,
        record: &'r StringRecord,
        place: usize,
        parse: impl FnOnce(&'r str) -> Result<V, String>,
    ) -> Result<V, Error> {
        let value = match record.get(place).map(str::trim) {
            None | Some("") => Err("is empty".to_string()),
            Some(field) => parse(field),
        };
        value.map_err(|reason| self.error(record.position(), Some(place), reason))
    }

    fn number<T: Scalar>(&self, record: &StringRecord, place: usize) -> Result<T, Error> {
        self.parse(record, place, |field| {
            let number = field.parse().ok().filter(|number: &T| number.is_finite());
            number.ok_or_else(|| format!("`{field}` is no finite number"))
        })
    }

    fn flag(&self, record: &StringRecord, place: usize) -> Result<bool, Error> {
        self.parse(record, place, |field| match field.to_lowercase().as_str() {
            "1" | "true" | "yes" => Ok(true),
            "0" | "false" | "no" => Ok(false),
            _ => Err(format!("`{field}` is neither yes nor no")),
        })
    }

    fn class(&self, record: &StringRecord, place: usize, names: &[String]) -> Result<usize, Error> {
        self.parse(record, place, |field| {
            let class = names.iter().position(|name| name == field);
            class.ok_or_else(|| format!("`{field}` is none of the classes `{}`", names.join("`, `")))
        })
    }
}

/// The line, counted from 1, of the record that begins at a byte or behind the empty lines there. The reader's own count is
/// that of the line before those.
fn line_at(path: &Path, byte: u64) -> Option<u64> {
    let mut bytes = std::io::BufReader::new(File::open(path).ok()?).bytes();
    let mut lines = 1;
    for (place, next) in (0..).zip(&mut bytes) {
        let next = next.ok()?;
        if place >= byte && !matches!(next, b'\r' | b'\n') {
            break;
        }
        lines += u64::from(next == b'\n');
    }
    Some(lines)
}

/// One row of a file.
#[derive(Debug, Clone)]
pub struct Row {
    header: Arc<Header>,
    record: StringRecord,
}

impl Row {
    /// Columns as numbers.
    ///
    /// # Errors
    /// As [`Table::numbers`].
    pub fn numbers<'a, T, C, const N: usize>(&self, columns: [C; N]) -> Result<[T; N], Error>
    where
        T: Scalar,
        C: Into<Column<'a>>,
    {
        let mut numbers = [T::ZERO; N];
        for (number, column) in numbers.iter_mut().zip(columns) {
            *number = self.header.number(&self.record, self.header.place(column.into())?)?;
        }
        Ok(numbers)
    }

    /// A column of yes and no.
    ///
    /// # Errors
    /// As [`Table::flags`].
    pub fn flag<'a>(&self, column: impl Into<Column<'a>>) -> Result<bool, Error> {
        self.header.flag(&self.record, self.header.place(column.into())?)
    }

    /// A column of names as a class that is known already.
    ///
    /// # Errors
    /// As [`Table::classes_of`].
    pub fn class<'a>(&self, column: impl Into<Column<'a>>, names: &[String]) -> Result<usize, Error> {
        self.header
            .class(&self.record, self.header.place(column.into())?, names)
    }
}

/// A table that was read: what [`Csv::read`] gives.
#[derive(Debug, Clone)]
pub struct Table {
    header: Arc<Header>,
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
        &self.header.names
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
        let places = self.header.places(columns)?;
        let sample = |row: &StringRecord| {
            let mut sample = [T::ZERO; N];
            for (value, &place) in sample.iter_mut().zip(&places) {
                *value = self.header.number(row, place)?;
            }
            Ok(sample)
        };
        self.rows.iter().map(sample).collect()
    }

    /// A column of yes and no: `1`, `true`, `yes`, or `0`, `false`, `no`, in letters of any case.
    ///
    /// # Errors
    /// A column that is not there, or is there twice; an empty field, or another word.
    pub fn flags<'a>(&self, column: impl Into<Column<'a>>) -> Result<Vec<bool>, Error> {
        let place = self.header.place(column.into())?;
        self.rows.iter().map(|row| self.header.flag(row, place)).collect()
    }

    /// A column of names as classes, counted from 0 in the order of [`Classes::names`].
    ///
    /// # Errors
    /// A column that is not there, or is there twice; an empty field.
    pub fn classes<'a>(&self, column: impl Into<Column<'a>>) -> Result<Classes, Error> {
        let column = column.into();
        let place = self.header.place(column)?;
        let field = |row| self.header.parse(row, place, Ok);
        let mut names = self.rows.iter().map(field).collect::<Result<Vec<&str>, Error>>()?;
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
        let place = self.header.place(column.into())?;
        self.rows
            .iter()
            .map(|row| self.header.class(row, place, names))
            .collect()
    }
}
