//! The mistakes of one model, all of them.

use crate::syntax::Place;

/// One mistake: the tokens to point at, a sentence, and how to mend it.
#[derive(Clone, Debug)]
pub(crate) struct Error {
    pub(crate) place: Place,
    pub(crate) message: String,
}

/// Collects every mistake of a model, so that they are reported at once.
///
/// Must be read with [`Errors::finish`]: in a test of this crate, dropping it unread panics.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    list: Vec<Error>,
    #[cfg(test)]
    read: bool,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Notes a mistake. The message is a sentence alone, or with its help on the next line.
    pub(crate) fn add(&mut self, place: Place, message: impl Into<String>) {
        self.list.push(Error {
            place,
            message: message.into(),
        });
    }

    /// Notes a mistake with its help.
    pub(crate) fn help(&mut self, place: Place, sentence: impl AsRef<str>, help: impl AsRef<str>) {
        self.add(place, format!("{}\nhelp: {}", sentence.as_ref(), help.as_ref()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All mistakes in the order of the source.
    pub(crate) fn finish(mut self) -> Vec<Error> {
        #[cfg(test)]
        {
            self.read = true;
        }
        let mut list = core::mem::take(&mut self.list);
        list.sort_by_key(|error| error.place.order);
        list
    }
}

#[cfg(test)]
impl Drop for Errors {
    fn drop(&mut self) {
        assert!(
            self.read || std::thread::panicking(),
            "the errors of a model were dropped unread"
        );
    }
}
