/* A job application: React Hook Form rules the fields that MUI draws. */
import { Alert, Autocomplete, Button, Checkbox, FormControl, FormControlLabel, FormHelperText, FormLabel, InputLabel } from "@mui/material";
import { MenuItem, Radio, RadioGroup, Select, Slider, Stack, Switch, TextField } from "@mui/material";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { Controller, useForm } from "react-hook-form";
import { send } from "./_send";

const COUNTRIES = ["Chad", "Chile", "Peru", "Portugal"];
const EMPTY = { name: "", email: "", country: null as string | null, role: "", contract: "", remote: false, terms: false, notes: "", hours: 20 };

const Application = () => {
  const [sent, setSent] = useState(false);
  const { control, register, handleSubmit, setError, formState } = useForm({ defaultValues: EMPTY });
  const { errors, isSubmitting } = formState;
  if (sent) return <Alert severity="success">Thank you, we have your application.</Alert>;
  const submit = handleSubmit(async (values) => {
    const answer = await send(values);
    for (const [field, message] of Object.entries(answer.errors)) setError(field as "email", { message });
    setSent(answer.ok);
  });
  return (
    <Stack component="form" noValidate spacing={2} onSubmit={submit} aria-label="Application" sx={{ width: 480, m: 4 }}>
      <TextField label="Full name" required error={!!errors.name} helperText={errors.name?.message}
        {...register("name", { required: "Enter your name" })} />
      <TextField label="Email" type="email" error={!!errors.email} helperText={errors.email?.message}
        {...register("email", { required: "Enter your email", pattern: { value: /@/, message: "Enter a valid email" } })} />
      <Controller name="country" control={control} rules={{ required: "Choose a country" }} render={({ field, fieldState }) => (
        <Autocomplete options={COUNTRIES} value={field.value} onChange={(_, value) => field.onChange(value)} onBlur={field.onBlur}
          renderInput={(props) => <TextField {...props} label="Country" error={!!fieldState.error} helperText={fieldState.error?.message} />} />
      )} />
      <Controller name="role" control={control} rules={{ required: "Choose a role" }} render={({ field, fieldState }) => (
        <FormControl error={!!fieldState.error}>
          <InputLabel id="role-label">Role</InputLabel>
          <Select labelId="role-label" label="Role" {...field}>
            <MenuItem value="cook">Cook</MenuItem>
            <MenuItem value="waiter">Waiter</MenuItem>
          </Select>
          <FormHelperText>{fieldState.error?.message}</FormHelperText>
        </FormControl>
      )} />
      <Controller name="contract" control={control} render={({ field }) => (
        <FormControl>
          <FormLabel id="contract-label">Contract</FormLabel>
          <RadioGroup aria-labelledby="contract-label" row {...field}>
            <FormControlLabel value="full" control={<Radio />} label="Full time" />
            <FormControlLabel value="part" control={<Radio />} label="Part time" />
          </RadioGroup>
        </FormControl>
      )} />
      <Controller name="hours" control={control} render={({ field }) => (
        <div>
          <FormLabel id="hours-label">Hours a week</FormLabel>
          <Slider aria-labelledby="hours-label" min={0} max={40} {...field} />
        </div>
      )} />
      <FormControlLabel control={<Switch {...register("remote")} />} label="I work from afar" />
      <FormControlLabel control={<Checkbox {...register("terms")} />} label="I have read the terms" />
      <TextField label="Notes" multiline minRows={3} {...register("notes")} />
      <Button type="submit" variant="contained" disabled={isSubmitting}>Apply</Button>
    </Stack>
  );
};

createRoot(document.getElementById("app")!).render(<Application />);
