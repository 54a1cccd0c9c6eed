//! Models through serde: a map from tensor names to flat numbers.

use core::fmt;
use core::marker::PhantomData;
use std::boxed::Box;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Error;
use super::Mismatch;
use super::load::not_a_number;
use super::tensor_name;
use crate::Scalar;
use crate::layers::Name;
use crate::layers::ParameterInfo;
use crate::model::{Network, Sequential, Stack, each_parameter, each_parameter_mut};

pub(crate) fn serialize<M: Network, S: Serializer>(model: &M, serializer: S) -> Result<S::Ok, S::Error> {
    let mut count = 0;
    each_parameter(model, |_, _, _| count += 1);
    let mut map = serializer.serialize_map(Some(count))?;
    let mut result = Ok(());
    each_parameter(model, |layer, parameter, values| {
        if result.is_ok() {
            result = map.serialize_entry(&Key(layer, parameter), values);
        }
    });
    result?;
    map.end()
}

pub(crate) fn deserialize<'de, M: Network, D: Deserializer<'de>>(deserializer: D) -> Result<M, D::Error> {
    read::<M, D>(deserializer).map(|model| *model)
}

/// Deserialises into a model that is already there: for models that are larger than the stack.
///
/// ```
/// use layerproof::prelude::*;
/// use layerproof::weights::Fill;
/// use serde::de::DeserializeSeed;
///
/// type Wide = sequential!(Input<2>, Dense<8>);
///
/// let saved = serde_json::to_string(&*Wide::boxed_random(&mut SmallRng::seed_from_u64(7)))?;
/// let mut model = Wide::boxed_zeros();
/// Fill(&mut *model).deserialize(&mut serde_json::Deserializer::from_str(&saved))?;
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// The checks are those of [`Persist::load`](crate::Persist::load). After an error the model is as it was.
#[derive(Debug)]
pub struct Fill<'a, M>(
    /// The model.
    pub &'a mut M,
);

impl<'de, M: Network> DeserializeSeed<'de> for Fill<'_, M> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.copy_from(&*read::<M, D>(deserializer)?);
        Ok(())
    }
}

fn read<'de, M: Network, D: Deserializer<'de>>(deserializer: D) -> Result<Box<M>, D::Error> {
    deserializer.deserialize_map(Tensors(PhantomData))
}

struct Key(Name, ParameterInfo);

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}.{}", self.0, self.1))
    }
}

struct Tensors<M>(PhantomData<M>);

impl<'de, M: Network> Visitor<'de> for Tensors<M> {
    type Value = Box<M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from tensor names to numbers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Box<M>, A::Error> {
        let mut model = M::boxed_zeros();
        let mut expected = Vec::new();
        each_parameter(&*model, |layer, parameter, _| {
            expected.push((tensor_name(layer, parameter), parameter.shape, None));
        });
        let mut surplus = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let Some(place) = expected.iter().position(|(expected, ..)| *expected == name) else {
                let count = map.next_value_seed(Numbers::<M::Scalar>(&mut []))?;
                surplus.push(Mismatch::Surplus {
                    tensor: name,
                    found: format!("{count} numbers"),
                });
                continue;
            };
            if expected[place].2.is_some() {
                return Err(A::Error::custom(format_args!("the tensor {name} is there twice")));
            }
            let (mut i, mut found) = (0, Ok(0));
            each_parameter_mut([&mut *model], |_, _, [values]| {
                if i == place {
                    found = map.next_value_seed(Numbers(values));
                }
                i += 1;
            });
            expected[place].2 = Some(found?);
        }
        let mut mismatches = Vec::new();
        let mut tensors = expected.into_iter();
        each_parameter(&*model, |_, _, values| {
            let Some((tensor, shape, found)) = tensors.next() else {
                return;
            };
            match found {
                None => mismatches.push(Mismatch::Missing {
                    tensor,
                    shape: shape.to_vec(),
                    dtype: M::Scalar::DTYPE,
                }),
                Some(found) if found != values.len() => mismatches.push(Mismatch::Count {
                    tensor,
                    expected: shape.to_vec(),
                    found,
                }),
                Some(_) => {
                    if let Some((first, count)) = not_a_number(values.iter().copied()) {
                        mismatches.push(Mismatch::NotANumber { tensor, first, count });
                    }
                }
            }
        });
        mismatches.extend(surplus);
        if mismatches.is_empty() {
            return Ok(model);
        }
        let error = Error::Mismatches { path: None, mismatches };
        Err(A::Error::custom(error.to_string()))
    }
}

/// Reads numbers into place and answers how many there were, those without a place included.
struct Numbers<'a, T>(&'a mut [T]);

impl<'de, T: Scalar> DeserializeSeed<'de> for Numbers<'_, T> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Scalar> Visitor<'de> for Numbers<'_, T> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a flat list of numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while let Some(number) = numbers.next_element()? {
            if let Some(place) = self.0.get_mut(count) {
                *place = number;
            }
            count += 1;
        }
        Ok(count)
    }
}

impl<L: Stack> Serialize for Sequential<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<'de, L: Stack> serde::Deserialize<'de> for Sequential<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}
