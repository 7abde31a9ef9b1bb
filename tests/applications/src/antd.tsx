/* A leave request in Ant Design: its select, date, number, switch and radio buttons. */
import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Radio, Select, Switch } from "antd";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { send } from "./_send";

const Leave = () => {
  const [form] = Form.useForm();
  const [sent, setSent] = useState(false);
  const finish = async (values: object) => {
    const answer = await send(values);
    form.setFields(Object.entries(answer.errors).map(([name, message]) => ({ name, errors: [message] })));
    setSent(answer.ok);
  };
  if (sent) return <p>Enjoy your days off.</p>;
  return (
    <Form form={form} name="leave" layout="vertical" onFinish={finish} style={{ width: 420, margin: 24 }}>
      <Form.Item label="Name" name="person" rules={[{ required: true, message: "Who are you?" }]}><Input /></Form.Item>
      <Form.Item label="Kind" name="kind" rules={[{ required: true, message: "Choose a kind" }]}>
        <Select options={[{ value: "holiday", label: "Holiday" }, { value: "study", label: "Study" }]} /></Form.Item>
      <Form.Item label="First day" name="day"><DatePicker /></Form.Item>
      <Form.Item label="Days" name="days"><InputNumber min={1} max={30} /></Form.Item>
      <Form.Item label="Paid" name="paid"><Radio.Group options={["Yes", "No"]} /></Form.Item>
      <Form.Item label="Tell my team" name="tell" valuePropName="checked"><Switch /></Form.Item>
      <Form.Item label="Why" name="why"><Input.TextArea rows={2} /></Form.Item>
      <Form.Item name="agree" valuePropName="checked"><Checkbox>I have read the rules</Checkbox></Form.Item>
      <Button type="primary" htmlType="submit">Ask for leave</Button>
    </Form>
  );
};

createRoot(document.getElementById("app")!).render(<Leave />);
