//! A reader of [safetensors](https://huggingface.co/docs/safetensors) that trusts nothing, allocates nothing and never
//! panics. The macro reads weights with it while compiling, the crate while running.

mod dtype;
mod json;
mod malformed;

pub use dtype::Dtype;
use json::Reader;
pub use json::Text;
pub use malformed::Malformed;

/// A longer header is refused: each tensor takes some 100 bytes of it.
pub const LONGEST_HEADER: usize = 1 << 20;

/// More tensors are refused: without memory of its own the reader compares each with each.
pub const MAX_TENSORS: usize = 2048;

/// A tensor with more axes is refused.
pub const MAX_AXES: usize = 8;

/// The sizes of a tensor.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Dims {
    sizes: [usize; MAX_AXES],
    rank: usize,
}

impl Dims {
    /// These sizes; those after the eighth are left out.
    pub fn new(sizes: &[usize]) -> Self {
        let mut dims = Self::default();
        for (place, size) in dims.sizes.iter_mut().zip(sizes) {
            *place = *size;
            dims.rank += 1;
        }
        dims
    }

    /// How many numbers; `None` where they are more than memory can address.
    pub fn values(&self) -> Option<usize> {
        // Zero times anything is zero, however long it takes to get there.
        if self.contains(&0) {
            return Some(0);
        }
        self.iter()
            .try_fold(1_usize, |product, size| product.checked_mul(*size))
    }
}

impl core::ops::Deref for Dims {
    type Target = [usize];
    fn deref(&self) -> &[usize] {
        self.sizes.get(..self.rank).unwrap_or_default()
    }
}

impl core::fmt::Debug for Dims {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        (**self).fmt(f)
    }
}

impl core::fmt::Display for Dims {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("(")?;
        for (i, size) in self.iter().enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            write!(f, "{comma}{size}")?;
        }
        f.write_str(")")
    }
}

/// One tensor of a file.
#[derive(Clone, Copy, Debug)]
pub struct Tensor<'a> {
    /// Its name.
    pub name: Text<'a>,
    /// The type of its numbers.
    pub dtype: Dtype,
    /// Its sizes.
    pub shape: Dims,
    /// Its numbers, little-endian, the last axis fastest.
    pub data: &'a [u8],
    /// Where the numbers begin, in bytes from the file's start.
    pub start: usize,
    at: usize,
}

/// A file that is whole: every tensor has the bytes that its type and shape ask for, none shares a byte or a name with
/// another, and no byte belongs to none.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    header: &'a str,
    data: &'a [u8],
    start: usize,
}

impl<'a> File<'a> {
    /// Reads the header and checks the whole of it.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let Some((length, rest)) = bytes.split_first_chunk() else {
            return Err(Malformed::Short { bytes: bytes.len() });
        };
        let length = u64::from_le_bytes(*length);
        let split = usize::try_from(length)
            .ok()
            .and_then(|length| rest.split_at_checked(length));
        let Some((header, data)) = split else {
            let follow = rest.len();
            return Err(Malformed::HeaderLength { length, follow });
        };
        if header.len() > LONGEST_HEADER {
            return Err(Malformed::HeaderTooLong { length });
        }
        let header = core::str::from_utf8(header).map_err(|error| Malformed::NotText {
            at: error.valid_up_to(),
        })?;
        let file = Self {
            header,
            data,
            start: 8 + header.len(),
        };
        file.check(bytes.len())?;
        Ok(file)
    }

    /// The tensors in the order of the header.
    pub fn tensors(&self) -> impl Iterator<Item = Tensor<'a>> + Clone {
        self.entries().map_while(Result::ok)
    }

    /// What the file's metadata say of this.
    pub fn metadata(&self, key: &str) -> Option<Text<'a>> {
        let mut entries = self.entries();
        while entries.next().is_some() {}
        let mut reader = entries.metadata?;
        let mut found = None;
        read_map(&mut reader, |name, reader| {
            let value = reader.string()?;
            if name == *key {
                found = Some(value);
            }
            Ok(())
        })
        .ok()?;
        found
    }

    fn entries(&self) -> Entries<'a> {
        Entries {
            file: *self,
            reader: Reader::new(self.header),
            state: State::Start,
            metadata: None,
        }
    }

    fn check(&self, bytes: usize) -> Result<(), Malformed> {
        let (mut count, mut end, mut sum, mut in_order) = (0, 0, 0_usize, true);
        for tensor in self.entries() {
            let tensor = tensor?;
            in_order &= tensor.start - self.start == end;
            end = tensor.start - self.start + tensor.data.len();
            sum = sum.saturating_add(tensor.data.len());
            count += 1;
            if count > MAX_TENSORS {
                return Err(Malformed::TooManyTensors);
            }
        }
        if sum != self.data.len() {
            return Err(Malformed::Extent { bytes });
        }
        let mut rest = self.tensors();
        while let Some(tensor) = rest.next() {
            let error = |fault| Err(Malformed::Tensor { at: tensor.at, fault });
            if rest.clone().any(|other| other.name == tensor.name) {
                return error("is there twice");
            }
            if !in_order && rest.clone().any(|other| overlap(&tensor, &other)) {
                return error("shares bytes with another one");
            }
        }
        Ok(())
    }
}

fn overlap(a: &Tensor<'_>, b: &Tensor<'_>) -> bool {
    let is_empty = a.data.is_empty() || b.data.is_empty();
    !is_empty && a.start < b.start + b.data.len() && b.start < a.start + a.data.len()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Between,
    End,
}

/// The entries of a header one by one.
#[derive(Clone)]
struct Entries<'a> {
    file: File<'a>,
    reader: Reader<'a>,
    state: State,
    /// The place of the metadata, once they were seen.
    metadata: Option<Reader<'a>>,
}

impl<'a> Iterator for Entries<'a> {
    type Item = Result<Tensor<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.entry();
        if !matches!(next, Ok(Some(_))) {
            self.state = State::End;
        }
        next.transpose()
    }
}

impl<'a> Entries<'a> {
    fn entry(&mut self) -> Result<Option<Tensor<'a>>, Malformed> {
        loop {
            let reader = &mut self.reader;
            match self.state {
                State::End => return Ok(None),
                State::Start => {
                    reader.expect(b'{', "`{`")?;
                    self.state = State::Between;
                    if reader.eat(b'}') {
                        reader.end()?;
                        return Ok(None);
                    }
                }
                State::Between => {
                    if reader.eat(b'}') {
                        reader.end()?;
                        return Ok(None);
                    }
                    reader.expect(b',', "`,` or `}`")?;
                }
            }
            let at = reader.at();
            let name = reader.string()?;
            reader.expect(b':', "`:`")?;
            if name != *"__metadata__" {
                return tensor(&self.file, name, at, reader).map(Some);
            }
            if self.metadata.is_some() {
                return Err(reader.error("no second `__metadata__`"));
            }
            self.metadata = Some(*reader);
            read_map(reader, |_, reader| reader.string().map(|_| ()))?;
        }
    }
}

/// `{"key": value, …}`
fn read_map<'a>(
    reader: &mut Reader<'a>,
    mut value: impl FnMut(Text<'a>, &mut Reader<'a>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    reader.expect(b'{', "`{`")?;
    if reader.eat(b'}') {
        return Ok(());
    }
    loop {
        let key = reader.string()?;
        reader.expect(b':', "`:`")?;
        value(key, reader)?;
        if reader.eat(b'}') {
            return Ok(());
        }
        reader.expect(b',', "`,` or `}`")?;
    }
}

/// `[number, …]` into `numbers`; answers how many.
fn read_list(reader: &mut Reader<'_>, numbers: &mut [usize]) -> Result<usize, Malformed> {
    reader.expect(b'[', "`[`")?;
    let mut count = 0;
    if reader.eat(b']') {
        return Ok(count);
    }
    loop {
        let number = reader.number()?;
        match numbers.get_mut(count) {
            Some(place) => *place = number,
            None => return Err(reader.error("fewer numbers")),
        }
        count += 1;
        if reader.eat(b']') {
            return Ok(count);
        }
        reader.expect(b',', "`,` or `]`")?;
    }
}

fn tensor<'a>(file: &File<'a>, name: Text<'a>, at: usize, reader: &mut Reader<'a>) -> Result<Tensor<'a>, Malformed> {
    let (mut dtype, mut shape, mut offsets) = (None, None, None);
    read_map(reader, |key, reader| {
        let before = *reader;
        let is_second = if key == *"dtype" {
            dtype.replace(reader.string()?).is_some()
        } else if key == *"shape" {
            let mut dims = Dims::default();
            dims.rank = read_list(reader, &mut dims.sizes)?;
            shape.replace(dims).is_some()
        } else if key == *"data_offsets" {
            let mut pair = [0; 2];
            if read_list(reader, &mut pair)? != 2 {
                return Err(before.error("two numbers"));
            }
            offsets.replace(pair).is_some()
        } else {
            return Err(before.error("`dtype`, `shape` and `data_offsets` alone"));
        };
        if is_second {
            Err(before.error("each key once"))
        } else {
            Ok(())
        }
    })?;
    let error = |fault| Malformed::Tensor { at, fault };
    let dtype = dtype.ok_or_else(|| error("has no `dtype`"))?;
    let dtype = Dtype::of(dtype).ok_or_else(|| error("has a `dtype` that the format does not know"))?;
    let shape = shape.ok_or_else(|| error("has no `shape`"))?;
    let [begin, end] = offsets.ok_or_else(|| error("has no `data_offsets`"))?;
    let bytes = shape.values().and_then(|values| values.checked_mul(dtype.bytes()));
    if begin > end || bytes != Some(end - begin) {
        return Err(error("does not have as many bytes as its type and shape ask for"));
    }
    let data = file.data.get(begin..end).ok_or(Malformed::Extent {
        bytes: file.start + file.data.len(),
    })?;
    Ok(Tensor {
        name,
        dtype,
        shape,
        data,
        start: file.start + begin,
        at,
    })
}
